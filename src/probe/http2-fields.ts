import type { HttpHead } from "../wire/index.ts";
import type { HttpRequest } from "./http-ask.ts";
import type { requestFields } from "./http-request-head.ts";

/** What a field costs beside its name and value. RFC 9113, section 6.5.2. */
const FIELD_OVERHEAD_OCTETS = 32;

/** Fields of the connection, which HTTP/2 does not carry. RFC 9113, section 8.2.2. */
const ofConnection = new Set([
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "proxy-connection",
  "http2-settings",
]);

/** Whether HTTP/2 carries a field of the caller's. Of `TE` it knows one value. RFC 9113, section 8.2.2. */
const isCarried = ([name, value]: readonly [name: string, value: string]): boolean =>
  !ofConnection.has(name) && !name.startsWith(":") && (name !== "te" || value.trim() === "trailers");

/** A request as HTTP/2 writes it. RFC 9113, section 8.3.1. */
export function headersOf(
  request: HttpRequest,
  fields: ReturnType<typeof requestFields>,
): Record<string, string> {
  return {
    ":method": request.method,
    ":scheme": request.scheme,
    ":authority": fields.find(([name]) => name === "host")?.[1] ?? request.authority,
    ":path": request.path,
    ...Object.fromEntries(fields.filter(isCarried)),
  };
}

/** The fields of an answer, each as often as it was sent. */
export function fieldsOf(
  headers: Readonly<Record<string, string | readonly string[] | number | undefined>>,
): HttpHead["fields"] {
  return Object.entries(headers)
    .filter(([name]) => !name.startsWith(":"))
    .flatMap(([name, value]) => [value ?? ""].flat().map((one) => [name, String(one)] as const));
}

/** What a list of fields costs, uncompressed. RFC 9113, section 6.5.2. */
export const octetsOf = (fields: ReturnType<typeof requestFields>): number =>
  fields.reduce((sum, [name, value]) => sum + name.length + value.length + FIELD_OVERHEAD_OCTETS, 0);
