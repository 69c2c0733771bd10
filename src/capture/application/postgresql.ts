import type { CapturedDatabase, DatabaseError } from "./captured-database.ts";
import type { ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { DatabaseConnection, type DatabaseHop } from "./database-connection.ts";
import { DatabaseTrack } from "./database-track.ts";
import type { Keep } from "./keep.ts";
import { type MessageFormat, MessageHop } from "./message-hop.ts";

/** Requests in place of a protocol version. PostgreSQL, 55.7: CancelRequest, SSLRequest, GSSENCRequest. */
const [CANCEL, SSL, GSS] = [80_877_102, 80_877_103, 80_877_104];
/** The most that PostgreSQL takes as a startup packet, and as a message. pqcomm.h. */
const MOST_STARTUP = 10_000;
const MOST_MESSAGE = 0x3fff_ffff;
/** Octets of an error that hold its severity and code, which come first. PostgreSQL, 55.8. */
const ERROR_START = 256;
const PARAMETER_START = 128;

const word = (octets: Uint8Array, at: number): number =>
  new DataView(octets.buffer, octets.byteOffset).getUint32(at);

/** | length 4, with itself | code 4 | … */
const startup: MessageFormat = {
  headerOctets: 8,
  lengthOf: (header) => (word(header, 0) > MOST_STARTUP ? -1 : word(header, 0) - 8),
  looksAt: () => 0,
};

/** | type 1 | length 4, with itself | … */
const typed: MessageFormat = {
  headerOctets: 5,
  lengthOf: (header) => (word(header, 1) > MOST_MESSAGE ? -1 : word(header, 1) - 4),
  looksAt: ([type]) => (type === letter("E") ? ERROR_START : type === letter("S") ? PARAMETER_START : 0),
};

const letter = (text: string): number => text.charCodeAt(0);

/** A reader for one connection of PostgreSQL's protocol, version 3. PostgreSQL, chapter 55. */
export function postgresql(
  facts: ConnectionFacts,
  client: End,
  kept: Keep<CapturedDatabase>,
): ConnectionReader {
  const track = new DatabaseTrack(facts, client);
  /** The server answers by one octet whether it speaks TLS. */
  let awaitsTls = false;
  let server: DatabaseHop | null = null;

  const fromClient = new MessageHop(startup, (header) => {
    if (fromClient.format === typed) {
      if (header[0] === letter("X")) track.needsNoAnswer();
      return;
    }
    const code = word(header, 4);
    if (code === SSL || code === GSS) awaitsTls = true;
    else if (code !== CANCEL) {
      track.triedLogin = true;
      fromClient.format = typed;
    }
  });
  const messages = new MessageHop(typed, (header, start, frame, now) => {
    if (header[0] === letter("Z")) track.isReady(frame, now);
    else if (header[0] === letter("E")) track.failed(errorOf(start), frame, now);
    else if (header[0] === letter("S")) {
      const [name, value] = Buffer.from(start).toString("latin1").split("\0");
      if (name === "server_version" && value !== undefined) track.says(value);
      if (name === "in_hot_standby" || name === "default_transaction_read_only")
        track.isReadOnly = track.isReadOnly === true || value === "on";
    }
  });
  server = {
    get isLost() {
      return messages.isLost;
    },
    get passable() {
      return awaitsTls ? 0 : messages.passable;
    },
    pass: (octets) => messages.pass(octets),
    skip: (octets) => messages.skip(octets),
    read(octets, frame, now) {
      if (!awaitsTls) return messages.read(octets, frame, now);
      awaitsTls = false;
      const answer = octets[0];
      if (answer === letter("S")) {
        track.turnedToTls = true;
        track.offersTls = true;
        facts.handOver("postgresql");
        return 1;
      }
      // An error in its place is of a server before 7.0, or of a pooler.
      if (answer === letter("E")) return messages.read(octets, frame, now);
      track.tlsRefused = true;
      track.offersTls = false;
      return 1 + (octets.length > 1 ? messages.read(octets.subarray(1), frame, now) : 0);
    },
  };
  const hops = client === 0 ? ([fromClient, server] as const) : ([server, fromClient] as const);
  return new DatabaseConnection("postgresql", hops, { track, kept });
}

/** Severity and SQLSTATE of an ErrorResponse: fields of a letter and a text. PostgreSQL, 55.8. */
function errorOf(start: Uint8Array): Omit<DatabaseError, "mark" | "atStart"> {
  const fields = Buffer.from(start).toString("latin1").split("\0");
  const textBehind = (name: string, form: RegExp) =>
    fields.find((field) => field.startsWith(name) && form.test(field.slice(1)))?.slice(1) ?? null;
  return {
    code: textBehind("C", /^[0-9A-Z]{5}$/) ?? "unknown",
    number: null,
    about: null,
    // `V` is not translated; older servers than 9.6 have `S` alone.
    severity: textBehind("V", /^[A-Z]{1,16}$/) ?? textBehind("S", /^[A-Z]{1,16}$/),
  };
}
