import type { ProxyKind } from "../../evidence/index.ts";
import { apacheFormat } from "./apache-format.ts";
import { envoyFormat, envoyFormats } from "./envoy-format.ts";
import { haproxyFormat, haproxyFormats } from "./haproxy-format.ts";
import { jsonFormat } from "./json-format.ts";
import { LineFields } from "./line-fields.ts";
import type { LogFormat } from "./log-format.ts";
import { combinedFormat, nginxFormat } from "./nginx-format.ts";
import { plainFormat } from "./plain-format.ts";
import { behindSyslog } from "./syslog-prefix.ts";
import type { TimeReader } from "./time-reader.ts";
import { traefikFormat } from "./traefik-format.ts";

/** Whose log it is. */
export type LogSoftware = ProxyKind | "application";

/** Lines that are tried. */
const MOST_LINES = 40;

/**
 * The form that a configuration names or writes down: `combined`, `json`, `httplog`, a `log_format` of nginx, a `LogFormat` of
 * Apache, a `log-format` of haproxy, a format string of Envoy. `null` where that tells nothing: the lines themselves say it.
 */
export function formatAsWritten(written: string, software: LogSoftware, time: TimeReader): LogFormat | null {
  const text = written.trim();
  const word = text.toLowerCase();
  if (word === "combined" || word === "common") return behindSyslog(combinedFormat(time));
  if (word === "json") return behindSyslog(jsonFormat(time));
  const [http, tcp] = haproxyFormats(time);
  if (/^(?:option )?https?log$/.test(word)) return http === undefined ? null : behindSyslog(http);
  if (/^(?:option )?tcplog$/.test(word)) return tcp === undefined ? null : behindSyslog(tcp);
  const compiled = compileWritten(text, software, time);
  return compiled === null ? null : behindSyslog(compiled);
}

function compileWritten(text: string, software: LogSoftware, time: TimeReader): LogFormat | null {
  if (/%[A-Z_]{2,80}(?:\([^)]{0,120}\))?(?::\d{1,6})?%/.test(text)) return envoyFormat(text, time);
  if (software === "haproxy") return text.includes("%") ? haproxyFormat(text, time) : null;
  if (/\$\{?[a-z_]/.test(text)) return nginxFormat(text, time);
  return text.includes("%") ? apacheFormat(text, time) : null;
}

/** The first form that fits more than half of some lines, or else the one that fits most; `null` where none fits any. */
export function formatByLines(
  lines: readonly (readonly [octets: Uint8Array, start: number, end: number])[],
  software: LogSoftware,
  time: TimeReader,
): LogFormat | null {
  // The narrow ones first: what fits them fits a wider one as well.
  const known = [
    jsonFormat(time),
    ...haproxyFormats(time),
    traefikFormat(time),
    ...envoyFormats(time),
    combinedFormat(time),
  ].map(behindSyslog);
  const candidates = software === "application" ? [...known, plainFormat(time)] : known;
  const line = new LineFields();
  const tried = lines.slice(0, MOST_LINES);
  let best: { readonly format: LogFormat; readonly fits: number } | null = null;
  for (const format of candidates) {
    const fits = tried.filter(([octets, start, end]) => format.read(octets, start, end, line)).length;
    if (fits * 2 > tried.length) return format;
    if (fits > (best?.fits ?? 0)) best = { format, fits };
  }
  return best?.format ?? null;
}
