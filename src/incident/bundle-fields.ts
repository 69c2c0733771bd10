/** Why a bundle is none, as the end of a sentence. Told to the user by the reader of the bundle, and to nobody else. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A JSON object. */
export function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refused(`${name} is no object`);
  return value as Readonly<Record<string, unknown>>; // JSON has no other objects.
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refused(`${name} is no list`);
  return value;
}

export function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new Refused(`${name} is no text`);
  return value;
}

export const texts = (value: unknown, name: string): readonly string[] =>
  list(value, name).map((each) => text(each, name));

export function number(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Refused(`${name} is no number`);
  return value;
}

export const optionalText = (value: unknown, name: string): string | null =>
  value === null ? null : text(value, name);

export const optionalNumber = (value: unknown, name: string): number | null =>
  value === null ? null : number(value, name);

/** A value out of the file for a message: short, and with nothing that a terminal obeys. */
export const quoted = (value: unknown): string =>
  (JSON.stringify(value) ?? "nothing").slice(0, 60).replace(/[^\x20-\x7e]/g, "?");
