import type { Evidence } from "../evidence/index.ts";
import type { Io } from "./io.ts";

/** One line on standard error that says what is being looked at, and goes away at the end. Only on a terminal. */
export function showProgress(io: Io, silent: boolean): { onRecord(record: Evidence): void; end(): void } {
  if (silent || process.stderr.isTTY !== true) return { onRecord: () => {}, end: () => {} };
  let shown = false;
  return {
    onRecord({ boundary, kind, took }) {
      shown = true;
      const slow = took >= 1_000 ? ` (${(took / 1_000).toFixed(1)} s)` : "";
      io.err(`\r\x1b[K${boundary}: ${kind}${slow}`.slice(0, io.columns + 4));
    },
    end() {
      if (shown) io.err("\r\x1b[K");
    },
  };
}
