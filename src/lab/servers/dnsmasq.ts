import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What dnsmasq is to answer. */
export interface DnsmasqConfig {
  /** Addresses of each name, of either family. A name with IPv4 alone has NODATA for AAAA. */
  readonly records: Readonly<Record<string, readonly string[]>>;
  /** Further lines of its configuration: `server=/other.lab/192.0.2.7`, `min-cache-ttl=…`. */
  readonly lines?: readonly string[];
  /** Default 53. */
  readonly port?: number;
}

/** Starts dnsmasq in a host: authoritative for what it knows, NXDOMAIN for the rest. */
export function startDnsmasq(host: Host, config: DnsmasqConfig): Promise<Configured<DnsmasqConfig>> {
  return configured(config, ({ records, lines = [], port = 53 }) => {
    const path = host.file(
      join("dnsmasq", "dnsmasq.conf"),
      [
        `port=${port}`,
        "user=root",
        "group=root",
        "no-resolv",
        "no-hosts",
        "no-daemon",
        "cache-size=500",
        "local=/lab/",
        "local=/example/",
        "local=/test/",
        "local=/arpa/",
        ...Object.entries(records).flatMap(([name, addresses]) =>
          addresses.map((address) => `host-record=${name},${address}`),
        ),
        ...lines,
        "",
      ].join("\n"),
    );
    return host.start({ argv: ["dnsmasq", "-C", path, "--pid-file"], ready: { udp: port } });
  });
}
