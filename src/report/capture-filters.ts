import type { CapturedFlow } from "../evidence/index.ts";

/** Filters that show one connection in the tools that everybody has. */
export interface FlowFilters {
  /** Display filter of Wireshark and tshark -Y. wireshark-filter(4) */
  readonly wireshark: string;
  /** Filter of tcpdump and of Wireshark while it captures. pcap-filter(7) */
  readonly tcpdump: string;
}

/** The filters that show a connection, with the ICMP errors about it where there are any. */
export function filtersOf(flow: CapturedFlow): FlowFilters {
  const { client, server, vlan, icmpErrors } = flow;
  const field = client.address.includes(":") ? "ipv6.addr" : "ip.addr";
  const wireshark = `${field} == ${client.address} && ${field} == ${server.address} && tcp.port == ${client.port} && tcp.port == ${server.port}`;
  const ends = `host ${client.address} and host ${server.address} and tcp port ${client.port} and tcp port ${server.port}`;
  const routers = [...new Set(icmpErrors.map(({ from }) => from))].slice(0, 2);
  const icmp = client.address.includes(":") ? "icmp6" : "icmp";
  const errors = routers.map((router) => `(${icmp} and src host ${router})`);
  const all = errors.length === 0 ? ends : [`(${ends})`, ...errors].join(" or ");
  return { wireshark, tcpdump: vlan === null ? all : `vlan ${vlan} and (${all})` };
}
