import type { HttpRequest } from "./http-ask.ts";

/** What servers and their logs see of us. */
export const USER_AGENT = "faultline/0.1";

/**
 * The fields of a request as an ordinary client sends them, the caller's own in place of ours.
 *
 * Connection-specific ones are left to the version of HTTP. RFC 9110, section 7.6.1.
 */
export function requestFields(request: HttpRequest): readonly (readonly [name: string, value: string])[] {
  const ours: [string, string][] = [
    ["host", request.authority],
    ["user-agent", USER_AGENT],
    ["accept", "*/*"],
  ];
  if (request.bodyOctets > 0) ours.push(["content-type", "application/octet-stream"]);
  // A method that defines a body says 0 where it sends none. RFC 9110, section 8.6.
  const hasBody = request.bodyOctets > 0 || ["POST", "PUT", "PATCH"].includes(request.method);
  // A call says its length in the message itself.
  if (hasBody && request.content === undefined) ours.push(["content-length", String(request.bodyOctets)]);
  const given = request.headers
    .map(([name, value]) => [oneLine(name).toLowerCase(), oneLine(value)] as const)
    .filter(([name]) => name !== "content-length" && name !== "transfer-encoding");
  const names = new Set(given.map(([name]) => name));
  return [...ours.filter(([name]) => !names.has(name)), ...given];
}

/** The head of an HTTP/1.1 request. RFC 9112, sections 3 and 5. */
export function writeHttp1Head(request: HttpRequest): Buffer {
  const target = request.absoluteForm
    ? `${request.scheme}://${request.authority}${request.path}`
    : request.path;
  const fields = requestFields(request).filter(([name]) => name !== "connection");
  const lines = [
    `${oneLine(request.method)} ${oneLine(target).replaceAll(" ", "%20")} HTTP/1.1`,
    ...fields.map(([name, value]) => `${inTitleCase(name)}: ${value}`),
    "Connection: keep-alive",
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

/** A field or target never ends its own line: that would be a second request. RFC 9112, section 11.2. */
const oneLine = (text: string) => text.replace(/[\r\n\0]+/g, "");

const inTitleCase = (name: string) => name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
