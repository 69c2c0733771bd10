import { control } from "../tcp/sequence.ts";
import type { Traffic } from "./traffic.ts";

/** What a packet is, in a word. */
export function packetWord({ prints }: Traffic, row: number, isTcp: boolean): string {
  if (!isTcp) return ((prints.sequence[row] ?? 0) & 1) === 1 ? "answer" : "query";
  const bits = prints.bits[row] ?? 0;
  if ((bits & control.rst) !== 0) return "RST";
  if ((bits & control.syn) !== 0) return (bits & control.ack) !== 0 ? "SYN-ACK" : "SYN";
  if ((prints.data[row] ?? 0) > 0) return "data";
  return (bits & control.fin) !== 0 ? "FIN" : "ACK";
}

/** The number behind all that a packet takes of the sequence: its data, SYN and FIN. */
export function packetEnd({ prints }: Traffic, row: number): number {
  const takes = ((prints.bits[row] ?? 0) & (control.syn | control.fin)) === 0 ? 0 : 1;
  return ((prints.sequence[row] ?? 0) + (prints.data[row] ?? 0) + takes) | 0;
}

/** Whether a packet ends its connection at once. */
export const isReset = ({ prints }: Traffic, row: number): boolean =>
  ((prints.bits[row] ?? 0) & control.rst) !== 0;

/** Sequence numbers of the SYNs and FINs, with the bits. */
export function edgesOf({ prints }: Traffic, rows: Int32Array): ReadonlySet<number> {
  const edges = new Set<number>();
  for (const row of rows) {
    const kind = (prints.bits[row] ?? 0) & (control.syn | control.fin);
    if (kind !== 0) edges.add((prints.sequence[row] ?? 0) * 4 + kind);
  }
  return edges;
}

/** TTL of most of the packets that count; `null` where none does. */
export function usualTtlOf(
  { prints }: Traffic,
  rows: Int32Array,
  isCounted: (position: number) => boolean,
): number | null {
  const counts = new Map<number, number>();
  rows.forEach((row, position) => {
    const ttl = prints.ttl[row] ?? 0;
    if (isCounted(position)) counts.set(ttl, (counts.get(ttl) ?? 0) + 1);
  });
  return [...counts].sort(([, one], [, two]) => two - one)[0]?.[0] ?? null;
}
