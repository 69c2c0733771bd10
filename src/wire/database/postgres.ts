import {
  type DatabaseComplaint,
  databaseText,
  type Framed,
  MOST_MESSAGE_OCTETS,
  withZero,
} from "./framed.ts";

/** One message of the server. PostgreSQL, 55.7. */
export interface PostgresMessage {
  /** One letter: `R` authentication, `E` error, `Z` ready for a query … */
  readonly type: string;
  readonly body: Uint8Array;
}

/** Version 3.0 of the protocol, and the request that stands in its place. PostgreSQL, 55.7: StartupMessage, SSLRequest. */
const [VERSION_3, TLS_REQUEST] = [196_608, 80_877_103];

/** Letters that a server's message begins with. PostgreSQL, 55.7. */
const letters = new Set([..."RSKZTDCENIA123nstvGHWdcV"]);

/** Errors of protocol 2 have no length; libpq takes what claims more for one of these. fe-connect.c. */
const LONGEST_ERROR = 30_000;
const MOST_OLD_ERROR = 1024;

/**
 * One message at the start of `octets`.
 *
 *     | type 1 | length 4, with itself | body … |
 */
export function readPostgresMessage(octets: Uint8Array): Framed<PostgresMessage> {
  if (octets.length === 0) return "more";
  const type = String.fromCharCode(octets[0] ?? 0);
  if (!letters.has(type)) return "strange";
  if (octets.length < 5) return "more";
  const length = new DataView(octets.buffer, octets.byteOffset).getUint32(1);
  if (type === "E" && (length > LONGEST_ERROR || length < 8)) return oldError(octets);
  if (length < 4 || length > MOST_MESSAGE_OCTETS) return "strange";
  if (octets.length < length + 1) return "more";
  return { message: { type, body: octets.subarray(5, length + 1) }, octets: length + 1 };
}

/** A server that cannot start a process for the connection says so by protocol 2. postmaster.c, report_fork_failure_to_client(). */
function oldError(octets: Uint8Array): Framed<PostgresMessage> {
  const end = octets.indexOf(0, 1);
  if (end === -1) return octets.length > MOST_OLD_ERROR ? "strange" : "more";
  const text = databaseText(octets.subarray(1, Math.min(end, MOST_OLD_ERROR))).trim();
  // Anything may begin with this letter; this server's errors are words.
  if (!/^[A-Za-z][\w ,:./"'()-]{7,}$/.test(text)) return "strange";
  return { message: { type: "E", body: withZero(`M${text}`) }, octets: end + 1 };
}

/** Code and words of an ErrorResponse. PostgreSQL, 55.8. */
export function decodePostgresError(body: Uint8Array): DatabaseComplaint {
  const fields = databaseText(body).split("\0");
  const behind = (name: string) => fields.find((field) => field.startsWith(name))?.slice(1) ?? null;
  const code = behind("C");
  return { code: code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null, message: behind("M") ?? "" };
}

/** Name and value of a ParameterStatus; `null` where it is none. */
export function decodePostgresParameter(body: Uint8Array): readonly [name: string, value: string] | null {
  const [name, value] = databaseText(body).split("\0");
  return name === undefined || value === undefined ? null : [name, value];
}

/** What an authentication request asks for: its number, and what belongs to it. PostgreSQL, 55.7. */
export function decodePostgresAuthentication(
  body: Uint8Array,
): { readonly kind: number; readonly data: Uint8Array } | null {
  if (body.length < 4) return null;
  return { kind: new DataView(body.buffer, body.byteOffset).getUint32(0), data: body.subarray(4) };
}

/** Names of the columns of a RowDescription; `null` where it is cut. */
export function decodePostgresColumns(body: Uint8Array): readonly string[] | null {
  if (body.length < 2) return null;
  const count = new DataView(body.buffer, body.byteOffset).getUint16(0);
  const names: string[] = [];
  let at = 2;
  for (let column = 0; column < count; column += 1) {
    const end = body.indexOf(0, at);
    // Behind the name: table 4, column 2, type 4, size 2, modifier 4, format 2.
    if (end === -1 || end + 19 > body.length) return null;
    names.push(databaseText(body.subarray(at, end)));
    at = end + 19;
  }
  return names;
}

/** Values of a DataRow; `null` where it is cut. */
export function decodePostgresRow(body: Uint8Array): readonly (string | null)[] | null {
  if (body.length < 2) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const count = view.getUint16(0);
  const values: (string | null)[] = [];
  let at = 2;
  for (let column = 0; column < count; column += 1) {
    if (at + 4 > body.length) return null;
    const length = view.getInt32(at);
    at += 4;
    if (length === -1) values.push(null);
    else if (length < 0 || at + length > body.length) return null;
    else {
      values.push(databaseText(body.subarray(at, at + length)));
      at += length;
    }
  }
  return values;
}

/** The process that serves the session, of a BackendKeyData; `null` where it is cut. */
export const decodePostgresBackend = (body: Uint8Array): number | null =>
  body.length < 8 ? null : new DataView(body.buffer, body.byteOffset).getUint32(0);

/** | length 4, with itself | number 4 | body | */
function numbered(code: number, body: Uint8Array): Uint8Array {
  const octets = new Uint8Array(8 + body.length);
  const view = new DataView(octets.buffer);
  view.setUint32(0, octets.length);
  view.setUint32(4, code);
  octets.set(body, 8);
  return octets;
}

/** A message of the client. */
export function encodePostgresMessage(type: string, body: Uint8Array): Uint8Array {
  const octets = new Uint8Array(5 + body.length);
  octets[0] = type.charCodeAt(0);
  new DataView(octets.buffer).setUint32(1, octets.length - 1);
  octets.set(body, 5);
  return octets;
}

/** The question whether the server speaks TLS; it answers by one letter, `S` or `N`. */
export const encodePostgresTlsRequest = (): Uint8Array => numbered(TLS_REQUEST, new Uint8Array(0));

/** The start of a session. */
export const encodePostgresStartup = (parameters: Readonly<Record<string, string>>): Uint8Array =>
  numbered(VERSION_3, Buffer.concat([withZero(...Object.entries(parameters).flat()), Uint8Array.of(0)]));

/** One statement by the simple protocol. */
export const encodePostgresQuery = (statement: string): Uint8Array =>
  encodePostgresMessage("Q", withZero(statement));

/** One statement by the extended protocol, which takes no second one behind it: Parse, Bind, Describe, Execute, Sync. */
export const encodePostgresStatement = (statement: string): Uint8Array =>
  Buffer.concat([
    encodePostgresMessage("P", Buffer.concat([withZero("", statement), new Uint8Array(2)])),
    encodePostgresMessage("B", Buffer.concat([withZero("", ""), new Uint8Array(6)])),
    encodePostgresMessage("D", Buffer.concat([Buffer.from("P"), withZero("")])),
    encodePostgresMessage("E", Buffer.concat([withZero(""), new Uint8Array(4)])),
    encodePostgresMessage("S", new Uint8Array(0)),
  ]);

/** The choice of a mechanism and its first message. PostgreSQL, 55.7: SASLInitialResponse. */
export function encodePostgresSasl(mechanism: string, first: string): Uint8Array {
  const text = Buffer.from(first, "utf8");
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length);
  return encodePostgresMessage("p", Buffer.concat([withZero(mechanism), length, text]));
}
