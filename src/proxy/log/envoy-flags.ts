import type { LoggedReason } from "../../evidence/index.ts";

/** What one of Envoy's response flags says. Envoy, "Access logging: %RESPONSE_FLAGS%". `UF` and `URX` need words beside them. */
const flags: Readonly<Record<string, LoggedReason>> = {
  UH: "upstream-none-healthy",
  UC: "upstream-closed",
  UR: "upstream-reset",
  UT: "upstream-timed-out",
  UMSDR: "upstream-timed-out",
  UO: "limit-met",
  UPE: "upstream-answer-invalid",
  NR: "route-missing",
  RL: "limit-met",
  DC: "client-left",
  DR: "client-left",
  DF: "name-not-resolved",
  OM: "out-of-resources",
};

/** Words of the response code details and of the transport failure reason; the innermost first. */
const words: readonly (readonly [RegExp, LoggedReason])[] = [
  [/TLS_error|CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|SSL routines|_ALERT_/i, "upstream-tls-failed"],
  [/connection[_ ]refused|connect_error:_111/i, "upstream-refused"],
  [
    /network[_ ]is[_ ]unreachable|no[_ ]route[_ ]to[_ ]host|connect_error:_(?:101|113)/i,
    "upstream-unreachable",
  ],
  [
    /connection[_ ]timeout|connect[_ ]timeout|upstream_(?:response|per_try)_timeout|upstream request timeout/i,
    "upstream-timed-out",
  ],
  [/request_payload_too_large|request_payload_exceeded/i, "body-too-large"],
  [/http1\.headers_too_large|http[12]\.too_many_headers/i, "head-too-large"],
  [/no_healthy_upstream/i, "upstream-none-healthy"],
  [/route_not_found|filter_chain_not_found/i, "route-missing"],
  [/\boverflow\b/i, "limit-met"],
  [/connection_termination/i, "upstream-closed"],
  [/remote_reset|remote_refused_stream/i, "upstream-reset"],
];

/** The reason by the flags and the details beside them; `null` where they leave it open. */
export function reasonOfFlags(code: string | null, details: string): LoggedReason | null {
  const said = (code ?? "").split(",").map((flag) => flag.trim());
  const inWords = words.find(([pattern]) => pattern.test(details))?.[1] ?? null;
  const isConnectFailure = said.includes("UF");
  // A failure to connect is what its words say: refused, silent or TLS.
  if (isConnectFailure) return inWords;
  if (said.includes("SI")) return null;
  const flagged = said.map((flag) => flags[flag]).find((reason) => reason !== undefined);
  return flagged ?? (details.startsWith("via_upstream") ? null : inWords);
}
