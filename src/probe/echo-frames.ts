import { encodeEcho, internetChecksum, ipProtocol } from "../wire/index.ts";
import { hardware, octetsOf } from "./address-conflict-frames.ts";

const ETHERTYPE_IPV4 = 0x0800;
const ECHO_REPLY = 0;
const [ETHERNET_OCTETS, IPV4_OCTETS] = [14, 20];

/** Where a frame must have which value for it to be an echo reply over IPv4: for a filter. */
export const echoReplyParts = [
  { at: 12, octets: 2, is: ETHERTYPE_IPV4 },
  { at: 23, octets: 1, is: ipProtocol.icmp },
  { at: 34, octets: 1, is: ECHO_REPLY },
] as const;

/** An echo request to one host of a link, chosen by its hardware address. */
export interface EchoAsked {
  /** Hardware addresses, as `02:00:…`. */
  readonly to: string;
  readonly from: string;
  /** IPv4 addresses. */
  readonly source: string;
  readonly destination: string;
  readonly identifier: number;
  readonly sequence: number;
}

/** The whole frame. RFC 791, section 3.1; RFC 792. */
export function askEcho({ to, from, source, destination, identifier, sequence }: EchoAsked): Uint8Array {
  const message = encodeEcho(4, { identifier, id: sequence, payload: new Uint8Array(8) });
  const header = new Uint8Array(IPV4_OCTETS);
  const view = new DataView(header.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, IPV4_OCTETS + message.length);
  view.setUint8(8, 64);
  view.setUint8(9, ipProtocol.icmp);
  header.set(octetsOf(source), 12);
  header.set(octetsOf(destination), 16);
  view.setUint16(10, internetChecksum(header));
  const hardwareOctets = [to, from].flatMap((one) =>
    one.split(":").map((octet) => Number.parseInt(octet, 16)),
  );
  return Uint8Array.from([...hardwareOctets, 0x08, 0x00, ...header, ...message]);
}

/** Which of our echo requests to an address a frame answers, and from which hardware address. Never throws. */
export function echoAnswer(
  frame: Uint8Array,
  { destination, identifier }: Pick<EchoAsked, "destination" | "identifier">,
): { readonly sequence: number; readonly hardwareAddress: string } | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const at = ETHERNET_OCTETS + IPV4_OCTETS;
  if (frame.length < at + 8 || view.getUint16(12) !== ETHERTYPE_IPV4 || view.getUint8(14) !== 0x45)
    return null;
  const isFromIt = octetsOf(destination).every((octet, index) => frame[26 + index] === octet);
  const isReply = view.getUint8(23) === ipProtocol.icmp && view.getUint8(at) === ECHO_REPLY;
  if (!isFromIt || !isReply || view.getUint16(at + 4) !== identifier) return null;
  return { sequence: view.getUint16(at + 6), hardwareAddress: hardware(frame, 6) };
}
