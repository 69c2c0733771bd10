import { type Field, field } from "./line-fields.ts";
import { compileFormat, type LogFormat, type Piece } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

const begin =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ';
const end =
  '%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" ' +
  '"%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"';
/** Envoy's own, and Istio's. Envoy, "Access logging: Default format string"; Istio, "Envoy Access Logs". */
const written = {
  envoy: `${begin}${end}`,
  istio: `${begin}%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" ${end} %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% `,
};

/** Operators that say something of a request. Durations are in milliseconds. Envoy, "Access logging: Command operators". */
const operators: Readonly<Record<string, Field>> = {
  "REQ(:METHOD)": field.method,
  "REQ(:PATH)": field.target,
  "REQ(X-ENVOY-ORIGINAL-PATH?:PATH)": field.target,
  "REQ(:AUTHORITY)": field.host,
  "REQ(X-REQUEST-ID)": field.requestId,
  "REQ(TRACEPARENT)": field.trace,
  "RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)": field.upstreamTook,
  TRACE_ID: field.trace,
  RESPONSE_CODE: field.status,
  RESPONSE_FLAGS: field.code,
  RESPONSE_CODE_DETAILS: field.detail,
  UPSTREAM_TRANSPORT_FAILURE_REASON: field.error,
  DURATION: field.took,
  UPSTREAM_HOST: field.upstream,
  UPSTREAM_REMOTE_ADDRESS: field.upstream,
  UPSTREAM_CLUSTER: field.server,
  UPSTREAM_CLUSTER_RAW: field.server,
  DOWNSTREAM_REMOTE_ADDRESS: field.client,
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: field.client,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: field.client,
};

/** A format string of Envoy; `null` where it has no time. */
export function envoyFormat(format: string, time: TimeReader, name = "envoy-custom"): LogFormat | null {
  const pieces: Piece[] = [];
  const seen = new Set<Field>();
  let hasTime = false;
  for (const [whole, operator] of format.matchAll(
    /%([A-Z_]{1,80}(?:\([^)]{0,120}\))?)(?::\d{1,6})?%|[^%]+|%/g,
  )) {
    if (operator === undefined) pieces.push(whole);
    else if (operator.startsWith("START_TIME") && !hasTime) {
      hasTime = true;
      pieces.push({ kind: "time" });
    } else {
      const which = operators[operator.toUpperCase()] ?? null;
      const isNew = which !== null && !seen.has(which);
      if (isNew) seen.add(which);
      pieces.push({ field: isNew ? which : null, kind: "text" });
    }
  }
  return hasTime ? compileFormat(name, pieces, time) : null;
}

/** The text forms of Envoy, the longer one first. */
export const envoyFormats = (time: TimeReader): readonly LogFormat[] =>
  [envoyFormat(written.istio, time, "istio"), envoyFormat(written.envoy, time, "envoy")].filter(
    (format) => format !== null,
  );
