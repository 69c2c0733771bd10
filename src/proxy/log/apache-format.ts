import { type Field, field } from "./line-fields.ts";
import { compileFormat, type LogFormat, type Piece } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

/** Directives of one letter. Apache mod_log_config, "Custom Log Formats". */
const letters: Readonly<Record<string, readonly [Field, number?]>> = {
  h: [field.client],
  a: [field.client],
  r: [field.request],
  m: [field.method],
  U: [field.target],
  s: [field.status],
  T: [field.took, 1000],
  D: [field.took, 0.001],
  V: [field.host],
  v: [field.host],
  L: [field.requestId],
};

/** What stands in braces before a letter, in lower case. */
const named: Readonly<Record<string, readonly [Field, number?]>> = {
  "ms T": [field.took, 1],
  "us T": [field.took, 0.001],
  "s T": [field.took, 1000],
  "host i": [field.host],
  "x-request-id i": [field.requestId],
  "x-request-id o": [field.requestId],
  "unique_id e": [field.requestId],
  "traceparent i": [field.trace],
  "balancer_worker_name e": [field.upstream],
  "c a": [field.client],
};

/** A `LogFormat` of Apache httpd as it is written; `null` where it has no time. */
export function apacheFormat(written: string, time: TimeReader): LogFormat | null {
  const pieces: Piece[] = [];
  const seen = new Set<Field>();
  let hasTime = false;
  const plain = written.replaceAll('\\"', '"').replaceAll("\\t", "\t");
  for (const [whole, name, letter] of plain.matchAll(
    /%(?:!?[\d,]{1,40})?[<>]?(?:\{([^}]{1,100})\})?(\^?[a-zA-Z]{1,3}?|%)|[^%]+|%/g,
  )) {
    if (letter === undefined || letter === "%") pieces.push(letter ?? whole);
    else if (letter === "t" && !hasTime) {
      hasTime = true;
      const isBare = name === undefined;
      pieces.push(...(isBare ? ["["] : []), { kind: "time" }, ...(isBare ? ["]"] : []));
    } else {
      const found = name === undefined ? letters[letter] : named[`${name.toLowerCase()} ${letter}`];
      const [which = null, scale = 1] = found ?? [];
      const isNew = which !== null && !seen.has(which);
      if (isNew) seen.add(which);
      pieces.push({ field: isNew ? which : null, kind: letter === "r" ? "words" : "text", scale });
    }
  }
  return hasTime ? compileFormat("apache", pieces, time) : null;
}
