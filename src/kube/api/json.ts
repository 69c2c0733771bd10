import { isIP } from "node:net";
import type { EpochMs } from "../../base/index.ts";
import { withoutSecrets } from "../../signals/index.ts";

/** A JSON object whose fields nobody has looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** Longest message of an object that is kept, in characters. */
const LONGEST_MESSAGE = 300;

/** Longest name, reason or other short text. Names of objects have at most 253 characters (RFC 1123). */
const LONGEST_TEXT = 253;

/** The most entries of a map of labels. */
const MOST_LABELS = 200;

/** The value as an object; an empty one where it is none. */
export const mapOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json) // Neither null nor a list: what it holds is looked at field by field.
    : {};

/** Whether the value is an object. */
export const isMap = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value as a list; an empty one where it is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A short text that is not empty, cut; `null` where it is none. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value.slice(0, LONGEST_TEXT) : null;

/** Words that somebody wrote, in one line, free of secrets and cut; `null` where there are none. */
export const messageOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== ""
    ? withoutSecrets(value.slice(0, 4 * LONGEST_MESSAGE))
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, LONGEST_MESSAGE)
    : null;

/** A finite number; `null` where it is none. */
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** A whole number that is not negative: a count. */
export const countOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** A number of a port; `null` where it is none. */
export const portOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535 ? value : null;

/** A port by its number or its name. */
export const portOrNameOf = (value: unknown): number | string | null => portOf(value) ?? textOf(value);

/** A time of RFC 3339; `null` where it is none. */
export function timeOf(value: unknown): EpochMs | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** A numeric address; `null` where it is none, as `None` of a headless Service. */
export const addressOf = (value: unknown): string | null =>
  typeof value === "string" && isIP(value) !== 0 ? value : null;

/** Labels, or any map of texts. */
export function labelsOf(value: unknown): Readonly<Record<string, string>> {
  const labels: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(mapOf(value)).slice(0, MOST_LABELS))
    if (typeof text === "string") labels[key.slice(0, LONGEST_TEXT + 64)] = text.slice(0, LONGEST_TEXT);
  return { ...labels };
}
