import type { CapturedDatabase, DatabaseError } from "./captured-database.ts";
import type { ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { DatabaseConnection } from "./database-connection.ts";
import { DatabaseTrack } from "./database-track.ts";
import type { Keep } from "./keep.ts";
import { type MessageFormat, MessageHop } from "./message-hop.ts";

/** Octets that hold a greeting's version and flags, or an error's number and state. */
const START = 128;
/** CLIENT_COMPRESS and CLIENT_SSL of the capability flags. Protocol::CapabilityFlags. */
const [COMPRESS, TLS] = [0x20, 0x800];
/** A request for TLS is the first half of the handshake response. Protocol::SSLRequest. */
const TLS_REQUEST = 32;
/** COM_QUIT, COM_STMT_SEND_LONG_DATA, COM_STMT_CLOSE: what has no answer. */
const unanswered: ReadonlySet<number> = new Set([0x01, 0x18, 0x19]);
/** ER_OPTION_PREVENTS_STATEMENT, which names the option, and ER_READ_ONLY_MODE. */
const [READ_ONLY_OPTION, READ_ONLY_MODE] = [1290, 1836];
const readOnlyOption = /--(?:super-)?read[-_]only\b/;
const [OK, ERR, GREETING] = [0x00, 0xff, 10];

/** | length 3, little-endian | number 1 | … Protocol::Packet. */
const packets: MessageFormat = {
  headerOctets: 4,
  lengthOf: ([one = 0, two = 0, three = 0]) => one | (two << 8) | (three << 16),
  looksAt: () => START,
};

/** A reader for one connection of the client/server protocol of MySQL and MariaDB. */
export function mysql(facts: ConnectionFacts, client: End, kept: Keep<CapturedDatabase>): ConnectionReader {
  const track = new DatabaseTrack(facts, client);
  let isGreeted = false;
  let isLoggedIn = false;
  let compresses = false;

  const fromClient = new MessageHop(packets, (header, start) => {
    if (isLoggedIn) {
      if (header[3] === 0 && unanswered.has(start[0] ?? 0)) track.needsNoAnswer();
      return;
    }
    track.triedLogin = true;
    const flags = (start[0] ?? 0) | ((start[1] ?? 0) << 8);
    if (header[3] !== 1) return;
    if (header[0] === TLS_REQUEST && (flags & TLS) !== 0) {
      track.turnedToTls = true;
      fromClient.stop();
      facts.handOver("mysql");
    }
    compresses = (flags & COMPRESS) !== 0;
  });
  const fromServer = new MessageHop(packets, (header, start, frame, now) => {
    const [first] = start;
    const isFirst = !isGreeted;
    isGreeted = true;
    if (first === ERR) track.failed(errorOf(start), frame, now);
    else if (isFirst && first === GREETING) {
      track.says(textOf(start.subarray(1)));
      track.offersTls = offersTls(start);
    } else if (!isLoggedIn && first === OK && (header[3] ?? 0) >= 2) {
      isLoggedIn = true;
      track.isReady(frame, now);
      // What follows is compressed: packets within packets that are not read.
      fromServer.isLost ||= compresses;
      fromClient.isLost ||= compresses;
    }
  });
  const hops = client === 0 ? ([fromClient, fromServer] as const) : ([fromServer, fromClient] as const);
  return new DatabaseConnection("mysql", hops, { track, kept });
}

const textOf = (octets: Uint8Array): string => Buffer.from(octets).toString("latin1").split("\0")[0] ?? "";

/** Behind the version: connection id 4, scramble 8, a zero, the lower flags. Protocol::HandshakeV10. */
function offersTls(greeting: Uint8Array): boolean | null {
  const end = greeting.indexOf(0, 1);
  const flags = end === -1 ? undefined : greeting[end + 15];
  return flags === undefined ? null : ((flags << 8) & TLS) !== 0;
}

/** Number and SQLSTATE. Protocol::ERR_Packet; before the login there is no state. */
function errorOf(start: Uint8Array): Omit<DatabaseError, "mark" | "atStart"> {
  const number = (start[1] ?? 0) | ((start[2] ?? 0) << 8);
  const state = Buffer.from(start.subarray(4, 9)).toString("latin1");
  const hasState = start[3] === 0x23 && /^[0-9A-Z]{5}$/.test(state);
  const isReadOnly =
    number === READ_ONLY_OPTION && readOnlyOption.test(Buffer.from(start).toString("latin1"));
  return {
    code: hasState ? state : "HY000",
    number,
    severity: null,
    about: isReadOnly || number === READ_ONLY_MODE ? "read-only" : null,
  };
}
