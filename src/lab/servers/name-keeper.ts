import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { startDnsmasq } from "./dnsmasq.ts";
import { startNamed } from "./named.ts";
import { startUnbound } from "./unbound.ts";
import { addressRecord, zoneText } from "./zone.ts";

/** A resolver that knows one name, as a house has it for its own services. */
export interface NameKeeperConfig {
  readonly kind: "dnsmasq" | "unbound" | "named";
  readonly port: number;
  /** A name with a dot. */
  readonly name: string;
  /** Its IPv4 address; `null` where the name does not exist. */
  readonly address: string | null;
}

/** Starts it in a host, as the program of its kind. */
export function startNameKeeper(host: Host, config: NameKeeperConfig): Promise<Configured<NameKeeperConfig>> {
  return configured(config, ({ kind, port, name, address }) => {
    const origin = name.slice(name.indexOf(".") + 1);
    const known = address === null ? [] : [address];
    if (kind === "dnsmasq") return startDnsmasq(host, { port, records: address ? { [name]: known } : {} });
    if (kind === "unbound")
      return startUnbound(host, {
        server: [
          `port: ${port}`,
          `local-zone: "${origin}." static`,
          // A zone with no record at all would be asked for in the world outside.
          `local-data: "${origin}. 60 NS ns.${origin}."`,
          ...known.map((one) => `local-data: "${name}. 60 A ${one}"`),
        ],
      });
    const records = known.map((one) => addressRecord(name, one));
    const nameServers = { [`ns.${origin}`]: ["127.0.0.1"] };
    return startNamed(host, {
      options: `port ${port};`,
      zones: { [origin]: zoneText({ origin, nameServers, records, ttl: 60 }) },
    });
  });
}
