import type { EpochMs } from "../../base/index.ts";
import type { LoggedError, LoggedErrors } from "../../evidence/index.ts";
import { withoutSecrets } from "../../signals/index.ts";

/** Lines that are kept, the last: what a process says before it ends. */
const MOST_LINES = 20;

/** Longest line, in characters. */
const LONGEST = 500;

/** The last lines of a log with the API's own times as evidence; `null` where it has none. */
export function crashLogOf(text: string, file: string): LoggedErrors | null {
  const dated = text.split("\n").flatMap((line) => {
    const [, time, rest] = /^(\d{4}-\d\d-\d\dT\S{1,40}) (.*\S)\s*$/s.exec(line) ?? [];
    const at = Date.parse(time ?? "");
    return rest === undefined || Number.isNaN(at) ? [] : [{ at, text: rest }];
  });
  const last = dated.slice(-MOST_LINES);
  const [first] = dated;
  const end = dated.at(-1);
  if (first === undefined || end === undefined) return null;
  return {
    software: "application",
    file,
    from: first.at,
    until: end.at,
    lines: dated.length,
    undated: 0,
    errors: last.map((line) => errorOf(line)),
    endedOursAt: null,
  };
}

/** A line that speaks of no request: whose it is nobody knows, but that its process ended after it. */
const errorOf = ({ at, text }: { readonly at: EpochMs; readonly text: string }): LoggedError => ({
  at,
  first: at,
  count: 1,
  text: withoutSecrets(text.slice(0, 4 * LONGEST)).slice(0, LONGEST),
  level: null,
  reason: null,
  signals: [],
  upstream: null,
  client: null,
  host: null,
  path: null,
  requestId: null,
  phase: null,
  isOurs: false,
  isOfRoute: false,
});
