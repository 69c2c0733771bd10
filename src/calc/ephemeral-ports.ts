import type { Ms } from "../base/index.ts";

/** How long Linux keeps a socket in TIME_WAIT (TCP_TIMEWAIT_LEN); no sysctl changes it. */
export const TIME_WAIT: Ms = 60_000;
/** net.ipv4.ip_local_port_range, as Linux has it by default. */
export const DEFAULT_LOCAL_PORTS = [32_768, 60_999] as const;

/** When new connections to one destination run out of local ports. */
export interface PortExhaustion {
  /** Local ports for one destination address and port, from one source address. */
  readonly ports: number;
  /** New connections a second that can go on for ever. */
  readonly sustainableRate: number;
  /** Until the first connect fails with EADDRNOTAVAIL; `null` where the rate can go on. */
  readonly exhaustedAfter: Ms | null;
}

/**
 * Each connection closed from this side keeps its port for 60 s: rate × 60 s ports are taken at a time. RFC 9293, section 3.6.1; ip(7).
 *
 * @param rate New connections a second to one destination address and port.
 * @param taken Ports already taken for it.
 */
export function portExhaustion(
  rate: number,
  {
    range: [first, last] = DEFAULT_LOCAL_PORTS,
    hold = TIME_WAIT,
    taken = 0,
  }: { readonly range?: readonly [number, number]; readonly hold?: Ms; readonly taken?: number } = {},
): PortExhaustion {
  const ports = last - first + 1;
  const sustainableRate = ports / (hold / 1_000);
  const until = rate === 0 ? Number.POSITIVE_INFINITY : ((ports - taken) / rate) * 1_000;
  return { ports, sustainableRate, exhaustedAfter: rate > sustainableRate ? Math.max(0, until) : null };
}
