import { familyOf } from "../base/index.ts";
import type { TcpConnectCounts } from "../evidence/index.ts";
import { parseNamedCounters, parsePairedCounters } from "../sys/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";

/** All counters that an attempt can move, by the kernel's names. */
export type CounterReading = Readonly<Record<string, number>>;

/** Reads the counters of the network namespace that the attempt is made in; `null` when it cannot. */
export type CounterSource = () => Promise<CounterReading | null>;

/** The counters of this process's own network namespace. */
export const ownCounters: CounterSource = () => readCounters(localVantage("own"));

/** Reads snmp, netstat and snmp6 of a vantage. Without /proc/net/snmp there is nothing to compare. */
export async function readCounters(vantage: Vantage): Promise<CounterReading | null> {
  const [snmp, netstat, snmp6] = await Promise.all(
    ["snmp", "netstat", "snmp6"].map((file) => vantage.read(`/proc/net/${file}`)),
  );
  if (snmp?.outcome !== "read") return null;
  return {
    ...parsePairedCounters(snmp.text),
    ...(netstat?.outcome === "read" ? parsePairedCounters(netstat.text) : {}),
    ...(snmp6?.outcome === "read" ? parseNamedCounters(snmp6.text) : {}),
  };
}

/** What the counters rose by between two readings, as far as an attempt to an address cares. */
export function countBetween(
  before: CounterReading | null,
  after: CounterReading | null,
  address: string,
): TcpConnectCounts | null {
  if (before === null || after === null) return null;
  const rise = (name: string): number | null => {
    const [from, to] = [before[name], after[name]];
    return from === undefined || to === undefined ? null : to - from;
  };
  const [ip, icmp] = familyOf(address) === 6 ? ["Ip6", "Icmp6"] : ["Ip", "Icmp"];
  // The kernel's names differ: ForwDatagrams counts what IPv4 forwarded, OutForwDatagrams what IPv6 did.
  const forwarded = rise(ip === "Ip6" ? "Ip6OutForwDatagrams" : "IpForwDatagrams");
  return {
    icmpErrorsIn: rise(`${icmp}InDestUnreachs`),
    timeExceededIn: rise(`${icmp}InTimeExcds`),
    icmpErrorsOut: rise(`${icmp}OutDestUnreachs`),
    heldPackets: surplus([rise(`${ip}OutRequests`), forwarded], rise(`${ip}OutTransmits`)),
    failedRetransmissions: rise("TcpExtTCPRetransFail"),
    synRetransmissions: rise("TcpExtTCPSynRetrans"),
    reversePathDrops: rise("TcpExtIPReversePathFilter"),
    resetsSent: rise("TcpOutRsts"),
    droppedArrivals: surplus([rise(`${ip}InReceives`)], sum([rise(`${ip}InDelivers`), forwarded])),
  };
}

/** The sum of the first less the second, never below 0; `null` when any of them is not known. */
function surplus(of: readonly (number | null)[], over: number | null): number | null {
  const total = sum(of);
  return total === null || over === null ? null : Math.max(0, total - over);
}

const sum = (terms: readonly (number | null)[]): number | null =>
  terms.reduce((total, term) => (total === null || term === null ? null : total + term), 0);
