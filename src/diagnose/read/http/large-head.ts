import type { HttpExchange } from "../../../evidence/index.ts";

/** The words for a head that is too large where it is the answer's; without them they speak of the request's. */
export const answersHead = {
  largeHead: "the header fields of the answer, from behind the proxy,",
  smallerHead: "Make the answer's fields smaller: Set-Cookie, Content-Security-Policy and Link first",
  headBuffer:
    "nginx `proxy_buffer_size` (`fastcgi_buffer_size`, `uwsgi_buffer_size`, `grpc_buffer_size`); haproxy `tune.bufsize`, `tune.http.maxhdr`; Envoy `max_response_headers_kb`",
} as const;

/** Whose head it is: with a 5xx the proxy says that what is behind it failed. RFC 9110, section 15.6. */
export const headOf = ({ status }: Pick<HttpExchange, "status">): Readonly<Record<string, string>> =>
  (status ?? 0) >= 500 ? answersHead : {};
