import type { Reader } from "../reader.ts";
import { readOneBackend } from "./one-backend.ts";
import { readReused } from "./reused.ts";
import { readShare } from "./share.ts";
import { readStretch } from "./stretch.ts";

/** What many attempts of one request have in common: how rare the failures are, where they went, when they were. */
export const seriesReaders: readonly Reader[] = [readShare, readOneBackend, readReused, readStretch];
