import { isIP } from "node:net";
import type { ServiceAsked } from "./nft-services.ts";

/** One address that IPVS balances, with what it goes to. */
export interface VirtualServer {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly backends: readonly { readonly address: string; readonly port: number }[];
}

/** Reads /proc/net/ip_vs: addresses and ports in hexadecimal. A destination of weight 0 gets nothing new. Linux ip_vs_ctl.c. */
export function parseIpvs(text: string): readonly VirtualServer[] {
  const servers: (VirtualServer & { readonly backends: { address: string; port: number }[] })[] = [];
  for (const line of text.split("\n")) {
    const [first = "", second = "", ...rest] = line.trim().split(/\s+/);
    const end = endOf(second);
    if (end === null) continue;
    if (first === "TCP" || first === "UDP" || first === "SCTP") {
      servers.push({ protocol: first, ...end, backends: [] });
    } else if (first === "->" && Number(rest[1]) > 0) servers.at(-1)?.backends.push(end);
  }
  return servers;
}

function endOf(text: string): { readonly address: string; readonly port: number } | null {
  const [, host = "", port = ""] = /^\[?([0-9a-fA-F:]+?)\]?:([0-9a-fA-F]{4})$/.exec(text) ?? [];
  if (/^[0-9a-fA-F]{8}$/.test(host)) {
    const octets = [0, 2, 4, 6].map((at) => Number.parseInt(host.slice(at, at + 2), 16));
    return { address: octets.join("."), port: Number.parseInt(port, 16) };
  }
  return isIP(host) === 6 ? { address: shortened(host), port: Number.parseInt(port, 16) } : null;
}

/** The usual form of an IPv6 address. RFC 5952. */
export const shortened = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The entry for one Service. */
export const findVirtual = (
  servers: readonly VirtualServer[],
  { address, port, protocol }: ServiceAsked,
): VirtualServer | undefined =>
  servers.find((one) => one.address === address && one.port === port && one.protocol === protocol);
