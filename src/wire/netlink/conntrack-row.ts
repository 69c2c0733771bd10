import {
  type ConntrackColumns,
  NO_TCP_STATE,
  NO_TIMEOUT,
  PORTS_A_ROW,
  WORDS_A_ROW,
} from "./conntrack-columns.ts";
import type { MessageSpan } from "./message.ts";

/** struct nfgenmsg: family, version, resource. linux/netfilter/nfnetlink.h. */
const HEAD_OCTETS = 4;
const TYPE_MASK = 0x3fff;
const attribute = { original: 1, reply: 2, status: 3, protocolInfo: 4, timeout: 7, mark: 8 } as const;
const tuple = { ip: 1, protocol: 2 } as const;
/** CTA_IP_*: source and destination of IPv4, then of IPv6. */
const ip = { source4: 1, destination4: 2, source6: 3, destination6: 4 } as const;
const protocol = { number: 1, sourcePort: 2, destinationPort: 3 } as const;
const TCP_INFO = 1;
const TCP_STATE = 1;

/** Where rows go; the walk below is by hand, for a table holds hundreds of thousands of entries. */
interface Row {
  readonly columns: ConntrackColumns;
  readonly row: number;
}

/**
 * Reads one entry of a conntrack dump into row `row`. Numbers within are in network order. False where it is too short
 * or has no first tuple.
 *
 *     nfgenmsg | original { ip { source, destination }, protocol { number, ports } } | reply { … } | status | …
 */
export function decodeConntrack(view: DataView, { from, to }: MessageSpan, into: Row): boolean {
  if (from + HEAD_OCTETS > to || to > view.byteLength) return false;
  const { columns, row } = into;
  columns.family[row] = view.getUint8(from) === 2 ? 4 : 6;
  columns.protocol[row] = 0;
  columns.tcpState[row] = NO_TCP_STATE;
  columns.status[row] = 0;
  columns.timeout[row] = NO_TIMEOUT;
  columns.mark[row] = 0;
  columns.ports.fill(0, row * PORTS_A_ROW, (row + 1) * PORTS_A_ROW);
  columns.addresses.fill(0, row * WORDS_A_ROW, (row + 1) * WORDS_A_ROW);
  let hasOriginal = false;
  for (let at = from + HEAD_OCTETS; at + 4 <= to; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > to) break;
    const type = view.getUint16(at + 2, true) & TYPE_MASK;
    if (type === attribute.original) {
      hasOriginal = true;
      readTuple(view, { from: at + 4, to: at + length }, { ...into, half: 0 });
    } else if (type === attribute.reply) {
      readTuple(view, { from: at + 4, to: at + length }, { ...into, half: 1 });
    } else if (type === attribute.protocolInfo) {
      readTcpState(view, { from: at + 4, to: at + length }, into);
    } else if (length === 8) {
      if (type === attribute.status) columns.status[row] = view.getUint32(at + 4);
      else if (type === attribute.timeout) columns.timeout[row] = view.getUint32(at + 4);
      else if (type === attribute.mark) columns.mark[row] = view.getUint32(at + 4);
    }
    at += (length + 3) & ~3;
  }
  return hasOriginal;
}

function readTuple(view: DataView, span: MessageSpan, into: Row & { readonly half: 0 | 1 }): void {
  const { columns, row, half } = into;
  const addressAt = row * WORDS_A_ROW + half * 8;
  const portAt = row * PORTS_A_ROW + half * 2;
  for (let at = span.from; at + 4 <= span.to; ) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > span.to) return;
    const type = view.getUint16(at + 2, true) & TYPE_MASK;
    for (let inner = at + 4; inner + 4 <= at + length; ) {
      const innerLength = view.getUint16(inner, true);
      if (innerLength < 4 || inner + innerLength > at + length) break;
      const innerType = view.getUint16(inner + 2, true) & TYPE_MASK;
      if (type === tuple.ip) {
        const isDestination = innerType === ip.destination4 || innerType === ip.destination6;
        const words = innerType <= ip.destination4 ? 1 : 4;
        if (innerType >= ip.source4 && innerType <= ip.destination6 && innerLength === 4 + words * 4) {
          for (let word = 0; word < words; word += 1)
            columns.addresses[addressAt + (isDestination ? 4 : 0) + word] = view.getUint32(
              inner + 4 + word * 4,
            );
        }
      } else if (type === tuple.protocol) {
        if (innerType === protocol.number && innerLength === 5)
          columns.protocol[row] = view.getUint8(inner + 4);
        else if (innerLength === 6 && innerType === protocol.sourcePort)
          columns.ports[portAt] = view.getUint16(inner + 4);
        else if (innerLength === 6 && innerType === protocol.destinationPort)
          columns.ports[portAt + 1] = view.getUint16(inner + 4);
      }
      inner += (innerLength + 3) & ~3;
    }
    at += (length + 3) & ~3;
  }
}

/** protocolInfo { TCP { state, … } }. */
function readTcpState(view: DataView, span: MessageSpan, { columns, row }: Row): void {
  if (span.from + 4 > span.to || (view.getUint16(span.from + 2, true) & TYPE_MASK) !== TCP_INFO) return;
  const end = Math.min(span.to, span.from + view.getUint16(span.from, true));
  for (let at = span.from + 4; at + 5 <= end; ) {
    const length = view.getUint16(at, true);
    if (length < 5) return;
    if ((view.getUint16(at + 2, true) & TYPE_MASK) === TCP_STATE) {
      columns.tcpState[row] = view.getUint8(at + 4);
      return;
    }
    at += (length + 3) & ~3;
  }
}
