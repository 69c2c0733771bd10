import { type Field, field } from "./line-fields.ts";
import { compileFormat, type LogFormat, type Piece } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

/** `option httplog`, `tcplog` and `httpslog`. HAProxy configuration manual, section 8.2. */
const http =
  "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r";
const tcp = "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq";

/** Aliases of section 8.2.6 that say something of a request. Times are in milliseconds. */
const aliases: Readonly<Record<string, readonly [Field, ("text" | "words" | "timers" | "address")?]>> = {
  "ci:cp": [field.clientAndPort, "address"],
  ci: [field.client, "address"],
  "b/s": [field.server],
  s: [field.server],
  ft: [field.frontend],
  f: [field.frontend],
  r: [field.request, "words"],
  HM: [field.method],
  HP: [field.target],
  HPO: [field.target],
  HU: [field.target],
  ST: [field.status],
  Ta: [field.took],
  Tt: [field.took],
  tsc: [field.code],
  ts: [field.code],
  "si:sp": [field.upstream],
  ID: [field.requestId],
  "TR/Tw/Tc/Tr/Ta": [field.timers, "timers"],
  "Tw/Tc/Tt": [field.timers, "timers"],
};
const times = new Set(["t", "tr", "T", "Tl", "trl", "trg", "trs", "trc", "Ts", "E"]);

/**
 * A `log-format` of haproxy as it is written; `null` where it has no time. Fetches in brackets are passed over.
 *
 * A `%ft` may end with `~`, `%B` and the timers may begin with `+`: they are parts like others.
 */
export function haproxyFormat(written: string, time: TimeReader, name = "haproxy-custom"): LogFormat | null {
  const pieces: Piece[] = [];
  const seen = new Set<Field>();
  let hasTime = false;
  const plain = written.replaceAll('\\"', '"').replaceAll("\\ ", " ");
  for (const [whole, flags, captured, alias, fetch] of plain.matchAll(
    /%(?:\{([^}]{0,40})\})?(?:(hr|hs)[ ]|(ci:%cp|b\/%s|si:%sp|TR\/%Tw\/%Tc\/%Tr\/%Ta|Tw\/%Tc\/%Tt|[A-Za-z]{1,4})|\[([^\]]{0,400})\])|[^%]+|%%?/g,
  )) {
    const quote = flags?.includes("+Q") ? ['"'] : [];
    const part = alias?.replaceAll("%", "");
    if (captured !== undefined) pieces.push({ field: field.captured, kind: "braces" });
    else if (fetch !== undefined) pieces.push(...quote, { field: ofFetch(fetch), kind: "text" }, ...quote);
    else if (part === undefined) pieces.push(whole === "%%" ? "%" : whole);
    else if (times.has(part) && !hasTime) {
      hasTime = true;
      pieces.push({ kind: "time" });
    } else {
      const [which = null, kind = "text"] = aliases[part] ?? [];
      const isNew = which !== null && !seen.has(which);
      if (isNew) seen.add(which);
      pieces.push(...quote, { field: isNew ? which : null, kind }, ...quote);
    }
  }
  return hasTime ? compileFormat(name, pieces, time) : null;
}

/** Fetches whose value is a part that we know. */
function ofFetch(fetch: string): Field | null {
  if (/^(?:unique-id|(?:req|capture\.req)\.f?hdr\(x-request-id)/i.test(fetch)) return field.requestId;
  if (/hdr\(traceparent/i.test(fetch)) return field.trace;
  if (/hdr\(host/i.test(fetch)) return field.host;
  return null;
}

/** The forms that haproxy has names for, by their names. */
export function haproxyFormats(time: TimeReader): readonly LogFormat[] {
  return [haproxyFormat(http, time, "haproxy-http"), haproxyFormat(tcp, time, "haproxy-tcp")].filter(
    (format) => format !== null,
  );
}
