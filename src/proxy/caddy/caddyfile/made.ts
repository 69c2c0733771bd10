/** JSON as Caddy's own configuration has it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One route in Caddy's own form. */
export interface Route {
  readonly group?: string;
  /** Left out where it takes everything. */
  readonly match?: readonly JsonObject[];
  readonly handle: readonly JsonObject[];
  readonly terminal?: boolean;
}

/** What is made of one Caddyfile, and where its parts come from. */
export interface Making {
  /** Where a handler, a route or a matcher is written. */
  readonly places: WeakMap<object, string>;
  /** What is not understood. */
  note(where: string, what: string): void;
  /** The next name of routes that exclude each other. */
  nextGroup(): string;
}

/** Remembers where a part is written. */
export function placed<Part extends object>(part: Part, where: string, { places }: Making): Part {
  places.set(part, where);
  return part;
}

/** A handler that nothing is known of: what reaches it is not known any further. */
export function unknownHandler(name: string, where: string, making: Making): JsonObject {
  making.note(where, `${name} is not known`);
  return placed({ handler: name }, where, making);
}

/** A word that the environment of Caddy fills in: it is not known here. */
export const isFromEnvironment = (word: string): boolean => word.includes("{$");
