import { fieldOf, type HttpHead } from "./http1-head.ts";

/** Who wrote an answer, as its head and the first text of its body say. */
export interface Speaker {
  readonly answeredBy: "intermediary" | "origin" | "unknown";
  /** `nginx`, `haproxy`, `envoy` …; `null` where nothing says it. */
  readonly software: string | null;
}

/** What is looked at. The body is plain text, without markup. */
export interface Spoken {
  readonly status: number;
  readonly fields: HttpHead["fields"];
  readonly bodyText: string;
}

/** A page that a product writes by itself, in its own words. */
interface OwnPage {
  readonly software: string;
  /** The `Server` field it goes with; left out where the page alone tells. */
  readonly server?: RegExp;
  readonly body: RegExp;
  readonly statuses?: readonly number[];
  /** Fields that the product does not write: an application that answers in the same words does. */
  readonly without?: readonly string[];
}

/** Sources: haproxy `src/http.c`, nginx `ngx_http_special_response.c`, Envoy `source/common/router`, Traefik and Caddy `reverseproxy`,
 * httpd `modules/http/http_protocol.c`, Varnish `builtin.vcl`, Kong `error_handlers.lua`. */
const ownPages: readonly OwnPage[] = [
  { software: "haproxy", body: /No server is available to handle this request/ },
  { software: "haproxy", body: /The server returned an invalid or incomplete response/ },
  { software: "haproxy", body: /The server didn't respond in time/ },
  {
    software: "haproxy",
    body: /Your browser (sent an invalid request|didn't send a complete request in time)/,
  },
  { software: "haproxy", body: /Request forbidden by administrative rules/ },
  { software: "haproxy", body: /You have sent too many requests in a given amount of time/ },
  { software: "haproxy", body: /The request entity exceeds the maximum allowed/ },
  { software: "haproxy", body: /^404 Not Found The resource could not be found/ },
  { software: "haproxy", body: /Request sent to a non-authoritative server/ },
  {
    software: "envoy",
    body: /^(no healthy upstream|upstream request timeout|upstream connect error or disconnect)/,
  },
  {
    software: "envoy",
    body: /^(local_rate_limited|RBAC: access denied|stream timeout|upstream max stream duration)/,
  },
  {
    software: "envoy",
    server: /^(istio-)?envoy/,
    body: /^(|Payload Too Large|Request Header Fields Too Large)$/,
  },
  {
    software: "nginx",
    body: /^(\d{3}) [A-Z][A-Za-z -]+ \1 [\s\S]* (nginx|openresty|tengine)(\/\S+)?( \(\S+\))?$/,
  },
  { software: "aws-alb", server: /^awselb/, body: /^\d{3} / },
  { software: "cloudflare", server: /^cloudflare/, body: /^error code: \d+$|Cloudflare Ray ID/ },
  {
    software: "traefik",
    body: /^(Bad Gateway|Gateway Timeout|no available server)$/,
    // The status' own words are what frameworks send too, by a call of one line.
    without: ["server", "etag", "x-powered-by", "x-runtime", "via"],
  },
  { software: "caddy", server: /^Caddy/, body: /^$/, statuses: [502, 503, 504] },
  { software: "apache", body: /The proxy server (received an invalid|could not handle the)/ },
  { software: "apache", body: /did not receive a timely response from the upstream server/ },
  {
    software: "apache",
    server: /^Apache/,
    body: /^(\d{3}) [A-Z][A-Za-z -]+ [A-Z][A-Za-z -]+ The (requested|server|request)/,
  },
  { software: "varnish", body: /Guru Meditation:|Error 503 Backend fetch failed/ },
  { software: "squid", body: /The following error was encountered while trying to retrieve the URL/ },
  { software: "kong", server: /^kong/, body: /^\{\s*"message":/ },
];

const serverFields: readonly (readonly [software: string, pattern: RegExp])[] = [
  ["envoy", /envoy/i],
  ["nginx", /^(nginx|openresty|tengine)/i],
  ["caddy", /^caddy/i],
  ["traefik", /^traefik/i],
  ["apache", /^apache/i],
  ["haproxy", /^haproxy/i],
  ["varnish", /^varnish/i],
  ["squid", /^squid/i],
  ["kong", /^kong/i],
  ["aws-alb", /^awselb/i],
  ["cloudflare", /^cloudflare/i],
  ["google", /^(google frontend|gws|ESF)/i],
];

/** Says who wrote an answer: by its own words, by RFC 9209, or not at all. */
export function speakerOf({ status, fields, bodyText }: Spoken): Speaker {
  const server = fieldOf(fields, "server") ?? "";
  const software = serverFields.find(([, pattern]) => pattern.test(server))?.[0] ?? null;
  if (status < 400) return { answeredBy: "unknown", software };

  const proxyStatus = fieldOf(fields, "proxy-status");
  if (proxyStatus !== null && /;\s*error=/.test(proxyStatus)) return { answeredBy: "intermediary", software };
  if (fieldOf(fields, "x-squid-error") !== null) return { answeredBy: "intermediary", software: "squid" };
  // Envoy adds it to what an upstream answered, and only to that.
  if (fieldOf(fields, "x-envoy-upstream-service-time") !== null) return { answeredBy: "origin", software };

  const text = bodyText.trim();
  const page = ownPages.find(
    ({ server: pattern, body, statuses, without = [] }) =>
      body.test(text) &&
      (pattern?.test(server) ?? true) &&
      (statuses?.includes(status) ?? true) &&
      without.every((name) => fieldOf(fields, name) === null),
  );
  if (page !== undefined) return { answeredBy: "intermediary", software: page.software };
  // A runtime's or framework's name, or a body of data: no proxy of the list writes either.
  const madeByCode = fieldOf(fields, "x-powered-by") !== null || fieldOf(fields, "x-runtime") !== null;
  const isData = /\bjson\b/.test(fieldOf(fields, "content-type") ?? "") && text !== "";
  return { answeredBy: madeByCode || isData ? "origin" : "unknown", software };
}
