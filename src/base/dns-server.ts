import { hostPort, isAddress } from "./address.ts";

/** The port of DNS. RFC 1035, section 4.2. */
const DNS_PORT = 53;

/** A server to ask. */
export interface DnsServer {
  /** Numeric address; a link-local one may have a zone, `fe80::1%eth0`. */
  readonly server: string;
  readonly port: number;
}

/**
 * Reads `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353` or `fe80::1%eth0`.
 * `null` when it is none of these.
 */
export function parseDnsServer(text: string): DnsServer | null {
  if (isAddress(text)) return { server: text, port: DNS_PORT };
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const server = match?.[1] ?? match?.[2] ?? "";
  const port = Number(match?.[3] ?? DNS_PORT);
  return isAddress(server) && port > 0 && port <= 0xffff ? { server, port } : null;
}

/** A nameserver of a resolver configuration, which holds only what can be read. */
export const splitServer = (text: string): DnsServer =>
  parseDnsServer(text) ?? { server: text, port: DNS_PORT };

/** The server as one text, the port left out where it is the usual one. */
export const dnsServerText = ({ server, port }: DnsServer): string =>
  port === DNS_PORT ? server : hostPort(server, port);

/** The server as dig(1), kdig(1) and delv(1) take it: `@192.0.2.1`, `-p 5353 @192.0.2.1`. They read no port after the address. */
export const dnsServerArguments = ({ server, port }: DnsServer): string =>
  port === DNS_PORT ? `@${server}` : `-p ${port} @${server}`;
