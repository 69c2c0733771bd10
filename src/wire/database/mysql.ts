import {
  type DatabaseComplaint,
  databaseText,
  type Framed,
  MOST_MESSAGE_OCTETS,
  withZero,
} from "./framed.ts";

/** One packet. Protocol::Packet. */
export interface MysqlPacket {
  readonly sequence: number;
  readonly body: Uint8Array;
}

/** Flags of both sides. Protocol::CapabilityFlags. */
export const mysqlFlag = {
  longPassword: 0x1,
  connectWithDatabase: 0x8,
  protocol41: 0x200,
  tls: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  pluginAuth: 0x80000,
} as const;

/** utf8mb4_general_ci, which every server since 5.5.3 knows. */
const UTF8MB4 = 45;

/**
 * One packet at the start of `octets`.
 *
 *     | length 3, little-endian | sequence 1 | body … |
 */
export function readMysqlPacket(octets: Uint8Array): Framed<MysqlPacket> {
  if (octets.length < 4) return "more";
  const [one = 0, two = 0, three = 0, sequence = 0] = octets;
  const length = one | (two << 8) | (three << 16);
  if (length === 0 || length > MOST_MESSAGE_OCTETS) return "strange";
  if (octets.length < length + 4) return "more";
  return { message: { sequence, body: octets.subarray(4, length + 4) }, octets: length + 4 };
}

/** The first packet of a connection: a greeting of version 10, or the error in its place. Anything else is another protocol. */
export function readMysqlGreeting(octets: Uint8Array): Framed<MysqlPacket> {
  const [, , third = 0, sequence = 0, kind] = octets;
  // An error in the place of a greeting is packet 0; some old servers count it as 1.
  if (octets.length >= 4 && (third !== 0 || sequence > 1)) return "strange";
  if (kind !== undefined && kind !== 10 && kind !== 9 && kind !== 0xff) return "strange";
  return readMysqlPacket(octets);
}

/** A packet, cut into the bound of its length. */
export function encodeMysqlPacket(sequence: number, body: Uint8Array): Uint8Array {
  const { length } = body;
  return Buffer.concat([
    Uint8Array.of(length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, sequence & 0xff),
    body,
  ]);
}

/** What a server says of itself. Protocol::HandshakeV10. */
export interface MysqlGreeting {
  readonly version: string;
  readonly connection: number;
  /** 20 octets to mix the password with. */
  readonly scramble: Uint8Array;
  readonly capabilities: number;
  readonly plugin: string;
}

/** Reads a greeting; `null` where it is none that is known. */
export function decodeMysqlGreeting(body: Uint8Array): MysqlGreeting | null {
  const end = body.indexOf(0, 1);
  // Behind the version: connection 4, scramble 8, zero 1, flags 2, charset 1, status 2, flags 2, scramble's length 1, zeros 10.
  if (body[0] !== 10 || end === -1 || body.length < end + 32) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const at = end + 1;
  const capabilities = (view.getUint16(at + 13, true) | (view.getUint16(at + 18, true) << 16)) >>> 0;
  const rest = Math.max(13, (body[at + 20] ?? 0) - 8);
  const second = body.subarray(at + 31, at + 31 + rest);
  const name = body.subarray(at + 31 + rest);
  const stop = name.indexOf(0);
  return {
    version: databaseText(body.subarray(1, end)).replace(/^5\.5\.5-(?=\d)/, ""),
    connection: view.getUint32(at, true),
    scramble: Buffer.concat([body.subarray(at + 4, at + 12), second.subarray(0, 12)]),
    capabilities,
    plugin: databaseText(stop === -1 ? name : name.subarray(0, stop)),
  };
}

/** Number and words of an error. Protocol::ERR_Packet; before the login there is no state. */
export function decodeMysqlError(body: Uint8Array): DatabaseComplaint | null {
  if (body[0] !== 0xff || body.length < 3) return null;
  const number = (body[1] ?? 0) | ((body[2] ?? 0) << 8);
  const text = databaseText(body.subarray(3)).replace(/^#[0-9A-Z]{5}/, "");
  return { code: String(number), message: text };
}

function loginHead(capabilities: number): Uint8Array {
  const head = new Uint8Array(32);
  const view = new DataView(head.buffer);
  view.setUint32(0, capabilities, true);
  view.setUint32(4, MOST_MESSAGE_OCTETS, true);
  head[8] = UTF8MB4;
  return head;
}

/** The wish for TLS, in the place of the login. Protocol::SSLRequest. */
export const encodeMysqlTlsRequest = (capabilities: number): Uint8Array => loginHead(capabilities);

/** The login. Protocol::HandshakeResponse41. */
export function encodeMysqlLogin(login: {
  readonly capabilities: number;
  readonly user: string;
  readonly response: Uint8Array;
  readonly database: string | null;
  readonly plugin: string;
}): Uint8Array {
  return Buffer.concat([
    loginHead(login.capabilities),
    withZero(login.user),
    Uint8Array.of(login.response.length),
    login.response,
    ...(login.database === null ? [] : [withZero(login.database)]),
    withZero(login.plugin),
  ]);
}

/** Another way of authentication that the server asks for, with what to mix in. Protocol::AuthSwitchRequest. */
export function decodeMysqlSwitch(
  body: Uint8Array,
): { readonly plugin: string; readonly scramble: Uint8Array } | null {
  const end = body.indexOf(0, 1);
  if (body[0] !== 0xfe || end === -1) return null;
  const data = body.subarray(end + 1);
  return {
    plugin: databaseText(body.subarray(1, end)),
    scramble: data.at(-1) === 0 ? data.subarray(0, -1) : data,
  };
}

/** A length-encoded integer. Protocol::LengthEncodedInteger. `null` where it is cut, or NULL. */
function lengthAt(body: Uint8Array, at: number): { readonly value: number; readonly next: number } | null {
  const first = body[at];
  if (first === undefined || first === 0xfb || first === 0xff) return null;
  if (first < 0xfb) return { value: first, next: at + 1 };
  const octets = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
  if (at + 1 + octets > body.length) return null;
  let value = 0;
  for (let index = octets; index >= 1; index -= 1) value = value * 256 + (body[at + index] ?? 0);
  return { value, next: at + 1 + octets };
}

/** Texts of a row, or of a column's definition; `null` where they are cut. */
export function decodeMysqlRow(body: Uint8Array, count: number): readonly (string | null)[] | null {
  const values: (string | null)[] = [];
  let at = 0;
  while (values.length < count) {
    if (body[at] === 0xfb) {
      values.push(null);
      at += 1;
      continue;
    }
    const length = lengthAt(body, at);
    if (length === null || length.next + length.value > body.length) return null;
    values.push(databaseText(body.subarray(length.next, length.next + length.value)));
    at = length.next + length.value;
  }
  return values;
}

/** Name of a column: catalog, schema, table, original table, name. Protocol::ColumnDefinition41. */
export const decodeMysqlColumn = (body: Uint8Array): string | null => decodeMysqlRow(body, 5)?.[4] ?? null;

/** How many columns a result has; `null` where the packet does not begin one. */
export function decodeMysqlColumnCount(body: Uint8Array): number | null {
  const length = lengthAt(body, 0);
  return length === null || length.value === 0 || length.value > 4096 ? null : length.value;
}

/** The end of columns or rows. Protocol::EOF_Packet. */
export const isMysqlEnd = (body: Uint8Array): boolean => body[0] === 0xfe && body.length < 9;
