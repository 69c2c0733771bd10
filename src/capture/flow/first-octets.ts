import type { FlowSide } from "../../evidence/index.ts";
import type { TrackedPacket } from "./side-track.ts";

/** Record of TLS with a handshake message, and a ClientHello in it. RFC 8446, sections 5.1 and 4. */
const [HANDSHAKE_RECORD, CLIENT_HELLO, MESSAGE_AT] = [22, 1, 5];
/** First four letters of the methods, as a word, all in upper case. RFC 9110, section 9.3. */
const METHODS: ReadonlySet<number> = new Set(
  ["GET ", "HEAD", "POST", "PUT ", "DELE", "CONN", "OPTI", "TRAC", "PATC", "PRI "].map((word) =>
    Buffer.from(word).readInt32BE(),
  ),
);
const METHOD_OCTETS = 4;

/** What the first data of an end is. Called once for each end of a connection. */
export function firstOctetsOf({ packet, header }: TrackedPacket): FlowSide["beganWith"] {
  const { octets } = packet;
  const { dataAt } = header;
  const isCut = header.dataCaptured < header.data;
  if (header.dataCaptured < METHOD_OCTETS) return isCut ? null : "other";
  if (octets[dataAt] === HANDSHAKE_RECORD) {
    if (header.dataCaptured <= MESSAGE_AT) return isCut ? null : "other";
    return octets[dataAt + MESSAGE_AT] === CLIENT_HELLO ? "client-hello" : "other";
  }
  return METHODS.has(packet.view.getInt32(dataAt)) ? "http-request" : "other";
}
