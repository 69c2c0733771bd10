/**
 * Fields of an answer that say who spoke and why. All others stay out of evidence: cookies and credentials first of all.
 */
const kept = new Set([
  "age",
  "accept-ranges",
  "allow",
  "alt-svc",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "etag",
  "keep-alive",
  "proxy-status",
  "retry-after",
  "server",
  "server-timing",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-backend",
  "x-backend-server",
  "x-cache",
  "x-envoy-overloaded",
  "x-envoy-ratelimited",
  "x-envoy-upstream-service-time",
  "x-powered-by",
  "x-runtime",
  "x-served-by",
  "x-squid-error",
  "x-upstream",
  "x-upstream-addr",
  "x-request-id",
  "x-b3-traceid",
  "cf-ray",
  "x-amzn-trace-id",
  "traceparent",
  "x-correlation-id",
  "x-kong-proxy-latency",
  "x-kong-upstream-latency",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "ratelimit",
  "ratelimit-limit",
  "ratelimit-remaining",
]);

/** No field of the list needs more; a longer one is cut. */
const MAX_VALUE_LENGTH = 512;

/** The fields of an answer that are kept as evidence, by name in lower case. Of a challenge, the scheme alone. */
export function keptFields(fields: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of fields) {
    const known = found.get(name);
    if (kept.has(name))
      found.set(name, (known === undefined ? value : `${known}, ${value}`).slice(0, MAX_VALUE_LENGTH));
    if (name === "www-authenticate" || name === "proxy-authenticate")
      found.set(name, value.split(/[\s,]/, 1)[0] ?? "");
  }
  return Object.fromEntries(found);
}
