import { isProperGrpc } from "./grpc.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { RequestAsked } from "./request-asked.ts";

/** Statuses that a limit or a route in front of the application gives. docs/contract.md, "Status". */
export const statusesOfLimits: readonly number[] = [413, 414, 421, 429, 431];

/**
 * What a web server's own parser says where it refuses before anything of the application sees the request:
 * nginx (`ngx_http_special_response.c`), Go (`net/http/server.go`), httpd, haproxy, uvicorn, Tomcat.
 */
const refusedByParser = new RegExp(
  [
    "Request Header Or Cookie Too Large",
    "plain HTTP request was sent to HTTPS port",
    "sent an HTTP request to an HTTPS server",
    "speaking plain HTTP to an SSL-enabled",
    "Your browser sent an invalid request",
    "a request that this server could not understand",
    "Invalid HTTP request received",
    "Invalid character found in method name",
    "\\bPROXY (TCP4|TCP6|UNKNOWN)\\b",
  ].join("|"),
  "i",
);

/** The page of nginx for a request that it cannot parse, with no further word. */
const bareBadRequest = /^400 Bad Request 400 Bad Request( (nginx|openresty|tengine)\S*( \(\S+\))?)?$/;

/**
 * Whether an answer is a proper one: whole, and neither 5xx nor a 4xx that speaks of a limit or a route in front of
 * the application, nor the status that the symptom complains of. The caller's `--expect-status` goes before all of that.
 * docs/contract.md, "Status".
 *
 * A redirect is proper by itself; who follows it asks again for what it leads to. What we stopped reading at our
 * own bound was coming, and counts as whole.
 */
export function isProperAnswer(
  exchange: HttpExchange,
  asked: Pick<RequestAsked, "expectStatus" | "toldStatuses">,
): boolean {
  const { outcome, status } = exchange;
  if ((outcome !== "answered" && outcome !== "bounded") || status === null) return false;
  if (exchange.grpcStatus !== undefined) return isProperGrpc(exchange);
  if (asked.expectStatus !== null)
    return asked.expectStatus.some(([from, to]) => from <= status && status <= to);
  if (asked.toldStatuses?.includes(status) === true) return false;
  if (status >= 500 || statusesOfLimits.includes(status)) return false;
  // What a web server or proxy says in its own words, no application has said.
  if (status === 404) return exchange.answeredBy !== "intermediary";
  return status !== 400 || !(isRefusedUnread(exchange) || refusesClientCertificate(exchange));
}

/** Whether a 400 is nginx's own for a client certificate that was not sent (its code 496) or did not pass (495). */
export const refusesClientCertificate = ({ status, errorBody }: HttpExchange): boolean =>
  status === 400 && /No required SSL certificate was sent|The SSL certificate error/.test(errorBody ?? "");

/** Whether a 400 is by the server's parser: what reached it was no request that it could read. */
export function isRefusedUnread({ status, errorBody, headers }: HttpExchange): boolean {
  if (status !== 400) return false;
  const text = errorBody ?? "";
  if (refusedByParser.test(text) || bareBadRequest.test(text)) return true;
  // Node and Go close with no date where their parser fails; whatever they write by an application has one.
  return (
    headers["date"] === undefined && headers["connection"] === "close" && /^(400 Bad Request.*)?$/.test(text)
  );
}

/** Whether an answer is a file served by the web server itself: validators and ranges as its file handler writes them. RFC 9110, sections 8.8 and 14.3. */
export const servesFiles = ({ status, headers }: HttpExchange): boolean =>
  status === 200 &&
  headers["accept-ranges"] === "bytes" &&
  /^"[0-9a-f]+-[0-9a-f]+"$/.test(headers["etag"] ?? "");
