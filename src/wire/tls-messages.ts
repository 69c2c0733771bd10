import { readOctets } from "./tls-octets.ts";

/** The handshake messages that we read. RFC 8446, section 4; RFC 5246, section 7.4; RFC 6066, section 8. */
export const messageType = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  finished: 20,
  certificateStatus: 22,
} as const;

/** One handshake message. */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The longest message that we read: a chain of many large certificates stays far below it. */
const MAX_BODY = 256 * 1024;

/**
 * Cuts the joined fragments of handshake records into messages.
 *
 *     | type 1 | length 3 | body … |
 *
 * A message that is not whole yet is left out.
 */
export function splitMessages(octets: Uint8Array): readonly HandshakeMessage[] {
  const reader = readOctets(octets);
  const messages: HandshakeMessage[] = [];
  while (reader.remaining >= 4) {
    const type = reader.number(1);
    const length = reader.number(3);
    if (length > MAX_BODY) break;
    const body = reader.take(length);
    if (!reader.complete) break;
    messages.push({ type, body });
  }
  return messages;
}
