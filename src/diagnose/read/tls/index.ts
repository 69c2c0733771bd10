import type { Reader } from "../reader.ts";

/** Every reader of this family. */
export const tlsReaders: readonly Reader[] = [];
