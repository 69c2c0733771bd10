import type { CaptureFrame } from "../wire/index.ts";
import { HEADER_OCTETS } from "./tcp/header.ts";
import { takeInOrder } from "./tcp/in-order.ts";
import { ONLY_TIMESTAMP, TIMESTAMP_OCTETS } from "./tcp/options.ts";
import { control } from "./tcp/sequence.ts";
import type { TcpAnalysis } from "./tcp/tcp-analysis.ts";

const ETHERNET = 1;
const TYPE_IPV4 = 0x0800;
const TCP = 6;
/** Octets of the headers of Ethernet and of IPv4 without options. */
const LINK_OCTETS = 14;
const IP_OCTETS = 20;
const LEAST_OCTETS = LINK_OCTETS + IP_OCTETS + HEADER_OCTETS;
const FRAGMENT = 0x3fff;
/** Of the word with TCP's offset, control bits and window. */
const DECIDING = (control.syn | control.fin | control.rst | control.ack) << 16;
const ACK = control.ack << 16;

/**
 * The common frame in a straight line, where nobody wants more of it than its flags: Ethernet, IPv4 and TCP without options but the
 * timestamps, of a known conversation and in order. It has none. Only what is faster is here: whatever it leaves (false, and nothing
 * changed), the whole way judges to the same effect.
 */
export function takeStraight(tcp: TcpAnalysis, frame: CaptureFrame): boolean {
  const { view, at, captured, original } = frame;
  const end = at + captured;
  if (frame.linkType !== ETHERNET || captured < LEAST_OCTETS || original < captured) return false;
  if (end > view.byteLength || view.getUint16(at + 12) !== TYPE_IPV4) return false;
  const ip = at + LINK_OCTETS;
  const versionAndLength = view.getInt32(ip);
  if (versionAndLength >>> 24 !== 0x45 || view.getUint8(ip + 9) !== TCP) return false;
  if ((view.getUint16(ip + 6) & FRAGMENT) !== 0) return false;
  const segment = ip + IP_OCTETS;
  const word = view.getInt32(segment + 12);
  if ((word & DECIDING) !== ACK) return false;
  const octets = (word >>> 28) * 4;
  if (octets !== HEADER_OCTETS) {
    if (octets !== HEADER_OCTETS + TIMESTAMP_OCTETS || segment + octets > end) return false;
    if (view.getInt32(segment + HEADER_OCTETS) !== ONLY_TIMESTAMP) return false;
  }
  const wireEnd = Math.min(ip + (versionAndLength & 0xffff), at + original);
  const data = wireEnd - segment - octets;
  if (data < 0) return false;
  const { header, conversations } = tcp;
  const source = view.getInt32(ip + 12);
  const conversation = conversations.known4(source, view.getInt32(ip + 16), view.getInt32(segment));
  if (conversation < 0) return false;
  tcp.conversation = conversation;
  tcp.direction = conversations.isForward ? 0 : 1;
  header.sequence = view.getInt32(segment + 4);
  header.acknowledgement = view.getInt32(segment + 8);
  header.octets = octets;
  header.data = data;
  header.bits = (word >> 16) & 0xff;
  header.window = word & 0xffff;
  header.options.scale = -1;
  header.options.mptcp = -1;
  return takeInOrder(tcp);
}
