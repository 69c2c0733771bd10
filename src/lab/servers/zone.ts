/** What a zone holds. */
export interface ZoneConfig {
  /** Its origin, without a dot at the end: `shop.lab`; empty for the root. */
  readonly origin: string;
  /** Name servers: full names with their addresses, written as NS and as glue. */
  readonly nameServers: Readonly<Record<string, readonly string[]>>;
  /** Further records in the zone file's own form: `www A 192.0.2.1`. RFC 1035, section 5.1. */
  readonly records: readonly string[];
  /** Seconds that its records may be cached; default 300. */
  readonly ttl?: number;
  /** Seconds that its negative answers may be cached (SOA MINIMUM, RFC 2308, section 4); default 60. */
  readonly negativeTtl?: number;
  readonly serial?: number;
}

/** The text of a zone file. */
export function zoneText(config: ZoneConfig): string {
  const { origin, nameServers, records, ttl = 300, negativeTtl = 60, serial = 1 } = config;
  const [first = "ns"] = Object.keys(nameServers);
  return [
    `$ORIGIN ${origin}.`,
    `$TTL ${ttl}`,
    `@ ${Math.max(ttl, negativeTtl)} SOA ${first}. hostmaster.${first}. ${serial} 3600 600 864000 ${negativeTtl}`,
    ...Object.keys(nameServers).map((server) => `@ NS ${server}.`),
    ...Object.entries(nameServers).flatMap(([server, addresses]) =>
      addresses
        .filter((address) => isWithin(server, origin) && address)
        .map((address) => addressRecord(server, address)),
    ),
    ...records,
    "",
  ].join("\n");
}

/** An A or AAAA record of a full name. */
export const addressRecord = (name: string, address: string): string =>
  `${name}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;

/** What a parent zone says of a child: its name servers and their glue. */
export const delegation = (
  origin: string,
  nameServers: Readonly<Record<string, readonly string[]>>,
): readonly string[] =>
  Object.entries(nameServers).flatMap(([server, addresses]) => [
    `${origin}. NS ${server}.`,
    ...addresses.map((address) => addressRecord(server, address)),
  ]);

const isWithin = (name: string, origin: string): boolean =>
  origin === "" || name === origin || name.endsWith(`.${origin}`);
