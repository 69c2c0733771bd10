/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a member that is not there reads as `undefined`. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Reads JSON; `null` for anything else. */
export function parseJson(text: string): Json {
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(text) as Json;
  } catch {
    // What a tool printed is no JSON: it says nothing.
    return null;
  }
}

/** A value as an object; an empty one where it is none. */
export const asObject = (json: Json | undefined): JsonObject =>
  // The two checks leave an object.
  typeof json === "object" && json !== null && !Array.isArray(json) ? (json as JsonObject) : {};

/** A value as a list; an empty one where it is none. */
export const asList = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/** A value as a text; `null` where it is none. */
export const asText = (json: Json | undefined): string | null => (typeof json === "string" ? json : null);

/** A value as a whole number that a double holds exactly; `null` where it is none. */
export const asNumber = (json: Json | undefined): number | null =>
  typeof json === "number" && Number.isSafeInteger(json) ? json : null;
