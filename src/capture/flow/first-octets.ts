import type { FlowSide } from "../../evidence/index.ts";
import type { TrackedPacket } from "./side-track.ts";

/** Record of TLS with a handshake message, and a ClientHello in it. RFC 8446, sections 5.1 and 4. */
const [HANDSHAKE_RECORD, CLIENT_HELLO, MESSAGE_AT] = [22, 1, 5];
/** First letters of the methods, all in upper case. RFC 9110, section 9.3. */
const METHODS = ["GET ", "HEAD", "POST", "PUT ", "DELE", "CONN", "OPTI", "TRAC", "PATC", "PRI "];
const METHOD_OCTETS = 4;

/** What the first data of an end is. Called once for each end of a connection. */
export function firstOctetsOf({ packet, header }: TrackedPacket): FlowSide["beganWith"] {
  const { octets } = packet;
  const { dataAt } = header;
  if (header.dataCaptured <= MESSAGE_AT) return null;
  if (octets[dataAt] === HANDSHAKE_RECORD)
    return octets[dataAt + MESSAGE_AT] === CLIENT_HELLO ? "client-hello" : "other";
  const word = String.fromCharCode(...octets.subarray(dataAt, dataAt + METHOD_OCTETS));
  return METHODS.includes(word) ? "http-request" : "other";
}
