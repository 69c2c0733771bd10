import { type Field, field } from "./line-fields.ts";
import { compileFormat, type LogFormat, type Piece } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

/** nginx's own, which it uses where none is named. ngx_http_log_module, "log_format". */
const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** Variables that say something of a request. Times are in seconds. ngx_http_core_module, ngx_http_upstream_module. */
const variables: Readonly<Record<string, readonly [Field, number?]>> = {
  remote_addr: [field.client],
  request: [field.request],
  request_method: [field.method],
  request_uri: [field.target],
  uri: [field.target],
  document_uri: [field.target],
  host: [field.host],
  http_host: [field.host],
  status: [field.status],
  request_time: [field.took, 1000],
  // Of the stream module: how long the session lasted.
  session_time: [field.took, 1000],
  upstream_addr: [field.upstream],
  upstream_status: [field.upstreamStatus],
  upstream_connect_time: [field.upstreamConnect, 1000],
  upstream_header_time: [field.upstreamHead, 1000],
  upstream_first_byte_time: [field.upstreamHead, 1000],
  upstream_response_time: [field.upstreamTook, 1000],
  upstream_session_time: [field.upstreamTook, 1000],
  request_id: [field.requestId],
  http_x_request_id: [field.requestId],
  http_x_correlation_id: [field.requestId],
  http_traceparent: [field.trace],
  otel_trace_id: [field.trace],
};

const times = new Set(["time_local", "time_iso8601", "msec"]);

/** A `log_format` of nginx as it is written, without its name; `null` where it has no time, and so nothing to find a window by. */
export function nginxFormat(written: string, time: TimeReader, name = "custom"): LogFormat | null {
  const pieces: Piece[] = [];
  const seen = new Set<Field>();
  let hasTime = false;
  // Of a host in several variables the request's own goes before that of its header.
  for (const [, literal, braced, plain] of written.matchAll(
    /([^$]+|\$(?![\w{]))|\$(?:\{(\w{1,64})\}|(\w{1,64}))/g,
  )) {
    const variable = braced ?? plain;
    if (variable === undefined) pieces.push(literal ?? "");
    else if (times.has(variable) && !hasTime) {
      hasTime = true;
      pieces.push({ kind: "time" });
    } else {
      const [which = null, scale = 1] = variables[variable] ?? [];
      const isNew = which !== null && !seen.has(which);
      if (isNew) seen.add(which);
      const kind = variable === "request" ? "words" : variable.startsWith("upstream_") ? "list" : "text";
      pieces.push({ field: isNew ? which : null, kind, scale });
    }
  }
  return hasTime ? compileFormat(name, pieces, time) : null;
}

/** What nginx, Apache and most others write unless they are told otherwise; more may stand behind it. */
export function combinedFormat(time: TimeReader): LogFormat {
  const format = nginxFormat(combined, time, "combined");
  if (format === null) throw new Error("the combined format has a time");
  return format;
}
