import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import type { DatabaseClient } from "../../servers/index.ts";
import { buildSite, type Site } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";

/** A database that is itself what is asked for: on the site's server, over routers, by name or address. */
export interface DatabaseTarget {
  readonly site: Site;
  readonly store: Host;
  readonly port: number;
  readonly role: string;
  readonly other: string;
  readonly password: string;
  readonly name: string;
  readonly table: string;
  readonly otherTable: string;
  /** How a client reaches it. */
  client(more?: Partial<DatabaseClient>): DatabaseClient;
  /** What is asked, with options of its URL, and the proof: the database's own client fails. */
  asked(options?: string): Pick<Setup, "target" | "client" | "noise" | "proveByHand">;
}

/** Builds the site; nothing runs on its server yet. */
export async function buildTarget(
  world: World,
  draw: Draw,
  kind: "postgres" | "mysql",
): Promise<DatabaseTarget> {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const word = () => draw.label().replaceAll("-", "_");
  const [role, other, name, table, otherTable] = [word(), word(), word(), word(), word()];
  const password = `${draw.label()}-${draw.integer(10_000, 99_999)}`;
  const host = draw.coin() ? site.name : site.address;
  const server = site.server;
  return {
    ...{ site, store: server, port, role, other, password, name, table, otherTable },
    client: (more = {}) => ({ kind, host: site.address, port, user: role, password, name, ...more }),
    asked: (options = "") => ({
      target: `${kind}://${role}:${password}@${host}:${port}/${name}${options}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv:
          kind === "postgres"
            ? [
                "psql",
                "-X",
                "-c",
                "SELECT 1",
                `postgres://${role}:${password}@${host}:${port}/${name}${options}`,
              ]
            : [
                ...["mysql", "--no-defaults", "-h", host, "-P", `${port}`, "-u", role, `-p${password}`],
                ...["-e", "SELECT 1", name],
              ],
        faultShows: /exit ([1-9]|t)/,
      },
    }),
  };
}
