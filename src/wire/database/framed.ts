/** One message at the start of some octets; `more` where its end has not come yet, `strange` where none can begin so. */
export type Framed<T> = { readonly message: T; readonly octets: number } | "more" | "strange";

/** What a database says of a request that it refuses. */
export interface DatabaseComplaint {
  /** SQLSTATE, MySQL's number, or the first word of a Redis error; `null` where there is none. */
  readonly code: string | null;
  readonly message: string;
}

/** Rows of a result as text; `null` is SQL's NULL. */
export interface DatabaseRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The longest message that is taken: rows of statements of our own are shorter by far. */
export const MOST_MESSAGE_OCTETS = 4 * 1024 * 1024;

/** Text of a message; what is no UTF-8 is replaced. */
export const databaseText = (octets: Uint8Array): string => Buffer.from(octets).toString("utf8");

/** Texts, each ended by a zero octet, as both ways of PostgreSQL and MySQL write them. */
export const withZero = (...texts: readonly string[]): Uint8Array =>
  Buffer.from(texts.map((text) => `${text.replaceAll("\0", "")}\0`).join(""), "utf8");
