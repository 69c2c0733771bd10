/** Why a Caddyfile cannot be one that Caddy runs with, or cannot be told without Caddy. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly where: string;

  constructor(where: string, what: string) {
    super(what);
    this.where = where;
  }
}
