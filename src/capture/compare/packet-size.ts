import { control } from "../tcp/sequence.ts";
import type { Traffic } from "./traffic.ts";

/** Headers of IP and TCP without options, that the maximum segment size leaves out. */
const [TCP_HEADER, IPV4_HEADER, IPV6_HEADER] = [20, 20, 40];

/** What the receiver announced in its SYN as it came to the sender's place; no bound where it is not in the capture. */
export function mssOf({ prints }: Traffic, answers: Int32Array): number {
  const syn = answers.find(
    (row) => ((prints.bits[row] ?? 0) & control.syn) !== 0 && (prints.mss[row] ?? 0) > 0,
  );
  return syn === undefined ? Number.POSITIVE_INFINITY : (prints.mss[syn] ?? 0);
}

/** Octets of a packet on the wire, IP's header among them: what the network card cuts counts in its parts. */
export function sizeOf({ prints }: Traffic, row: number, mss: number): number {
  const headers = prints.headers[row] ?? 0;
  const bare = ((prints.ipId[row] ?? 0) < 0 ? IPV6_HEADER : IPV4_HEADER) + TCP_HEADER;
  return Math.min(headers + (prints.data[row] ?? 0), Math.max(headers, mss + bare));
}
