/** An object of JSON whose members nobody has checked. */
export type Raw = Readonly<Record<string, unknown>>;

/** Whether a value is an object. */
export const isObject = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as an object; an empty one where it is none. */
export const rawObject = (value: unknown): Raw => (isObject(value) ? value : {});

/** A value as a list; an empty one where it is none. */
export const rawList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A value as a text; `null` where it is none. */
export const rawText = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A value as a whole number; `null` where it is none. */
export const rawNumber = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : null;

/** Whether a member is there: JSON of the API leaves out what is empty, and some clients write `null` for it. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
