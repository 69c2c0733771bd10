import type { MessageSpan } from "./message.ts";
import type { SocketColumns } from "./socket-columns.ts";
import { TCP_INFO_LEAST, tcpInfoOffset } from "./tcp-info.ts";

/** struct inet_diag_msg: what stands before the attributes. linux/inet_diag.h. */
const SOCKET_OCTETS = 72;
/** Up to and with the time that the send buffer held things up. */
const LATER_INFO = tcpInfoOffset.sendBufferLimited + 8;
const AF_INET = 2;
const attribute = { info: 2, memory: 7, cgroup: 21 } as const;
const TYPE_MASK = 0x3fff;

/**
 * Reads one socket of a sock_diag dump into row `row` of the columns.
 *
 *     0      1     2     3           4     6     8          24         40        44     52      56     60     64  68
 *     family state timer retransmits sport dport source(16) dest.(16)  interface cookie expires rqueue wqueue uid inode
 *
 * The row must be all zero, as it is made. False where the message is too short; then nothing is written.
 */
export function decodeSocket(view: DataView, { from, to }: MessageSpan, into: SocketRow): boolean {
  if (from + SOCKET_OCTETS > to || to > view.byteLength) return false;
  const { columns, row } = into;
  columns.family[row] = view.getUint8(from) === AF_INET ? 4 : 6;
  columns.state[row] = view.getUint8(from + 1);
  putOctet(columns.timer, row, view.getUint8(from + 2));
  putOctet(columns.timerRetransmits, row, view.getUint8(from + 3));
  columns.localPort[row] = view.getUint16(from + 4);
  columns.remotePort[row] = view.getUint16(from + 6);
  // Of the four words of an address IPv4 has the first, and the kernel leaves zeros in the others.
  const words = view.getUint8(from) === AF_INET ? 1 : 4;
  for (let word = 0; word < words; word += 1) {
    putWord(columns.localAddress, row * 4 + word, view.getUint32(from + 8 + word * 4));
    putWord(columns.remoteAddress, row * 4 + word, view.getUint32(from + 24 + word * 4));
  }
  putWord(columns.interfaceIndex, row, view.getUint32(from + 40, true));
  putWord(columns.expires, row, view.getUint32(from + 52, true));
  putWord(columns.receiveQueue, row, view.getUint32(from + 56, true));
  putWord(columns.sendQueue, row, view.getUint32(from + 60, true));
  putWord(columns.uid, row, view.getUint32(from + 64, true));
  putWord(columns.inode, row, view.getUint32(from + 68, true));
  for (let at = from + SOCKET_OCTETS; at + 4 <= to; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > to) break;
    const type = view.getUint16(at + 2, true) & TYPE_MASK;
    if (type === attribute.info && length - 4 >= TCP_INFO_LEAST) {
      decodeInfo(view, at + 4, into);
      if (length - 4 >= LATER_INFO) decodeLaterInfo(view, at + 4, into);
    } else if (type === attribute.memory && length >= 4 + 32) {
      putWord(columns.receiveMemory, row, view.getUint32(at + 4, true));
      putWord(columns.receiveLimit, row, view.getUint32(at + 8, true));
      putWord(columns.sendMemory, row, view.getUint32(at + 12, true));
      putWord(columns.sendLimit, row, view.getUint32(at + 16, true));
      // The ninth number came with Linux 4.7.
      if (length >= 4 + 36) putWord(columns.drops, row, view.getUint32(at + 36, true));
    } else if (type === attribute.cgroup && length >= 12) {
      putWide(columns.cgroup, row, wide(view, at + 4));
    }
    at += (length + 3) & ~3;
  }
  return true;
}

/** Where a socket goes. */
export interface SocketRow {
  readonly columns: SocketColumns;
  readonly row: number;
}

// Memory that is never written is never taken from the machine, and most fields of most sockets are 0. One function for each
// kind of array: a shared one would be compiled for all of them, and run slower.
function putOctet(column: Uint8Array, at: number, value: number): void {
  if (value !== 0) column[at] = value;
}
function putWord(column: Uint32Array, at: number, value: number): void {
  if (value !== 0) column[at] = value;
}
function putWide(column: Float64Array, at: number, value: number): void {
  if (value !== 0) column[at] = value;
}

const wide = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

function decodeInfo(view: DataView, from: number, { columns, row }: SocketRow): void {
  const at = tcpInfoOffset;
  columns.hasInfo[row] = 1;
  putOctet(columns.retransmits, row, view.getUint8(from + at.retransmits));
  putOctet(columns.probes, row, view.getUint8(from + at.probes));
  putOctet(columns.backoff, row, view.getUint8(from + at.backoff));
  putWord(columns.rto, row, view.getUint32(from + at.rto, true));
  putWord(columns.sendMss, row, view.getUint32(from + at.sendMss, true));
  putWord(columns.unacknowledged, row, view.getUint32(from + at.unacknowledged, true));
  putWord(columns.lost, row, view.getUint32(from + at.lost, true));
  putWord(columns.lastDataSent, row, view.getUint32(from + at.lastDataSent, true));
  putWord(columns.lastDataReceived, row, view.getUint32(from + at.lastDataReceived, true));
  putWord(columns.lastAckReceived, row, view.getUint32(from + at.lastAckReceived, true));
  putWord(columns.pathMtu, row, view.getUint32(from + at.pathMtu, true));
  putWord(columns.rtt, row, view.getUint32(from + at.rtt, true));
  putWord(columns.rttVariation, row, view.getUint32(from + at.rttVariation, true));
  putWord(columns.congestionWindow, row, view.getUint32(from + at.congestionWindow, true));
  putWord(columns.totalRetransmits, row, view.getUint32(from + at.totalRetransmits, true));
}

/** The fields that came with Linux 4.1 to 4.10, all of them or none. */
function decodeLaterInfo(view: DataView, from: number, { columns, row }: SocketRow): void {
  const at = tcpInfoOffset;
  putWide(columns.octetsAcknowledged, row, wide(view, from + at.octetsAcknowledged));
  putWide(columns.octetsReceived, row, wide(view, from + at.octetsReceived));
  putWord(columns.notSent, row, view.getUint32(from + at.notSent, true));
  putWord(columns.minRtt, row, view.getUint32(from + at.minRtt, true));
  putWide(columns.receiverWindowLimited, row, wide(view, from + at.receiverWindowLimited));
  putWide(columns.sendBufferLimited, row, wide(view, from + at.sendBufferLimited));
}
