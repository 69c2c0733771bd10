import { hostPort } from "../base/index.ts";
import { type FactsOf, fact, timeFact } from "./compare-fact.ts";

export const factsOfHosts: FactsOf<"hosts-file"> = (record) =>
  fact(record, `hosts file on ${record.value.name}`, record.value.addresses.toSorted(), {
    boundary: "client",
  });

export const factsOfLimits: FactsOf<"process-limits"> = (record) => {
  const { conntrack, openFiles } = record.value;
  const isFull = conntrack === null ? null : conntrack.entries >= conntrack.limit;
  return [
    ...fact(record, "limit of open files", openFiles.soft),
    ...fact(record, "limit of tracked connections", conntrack?.limit ?? null),
    ...fact(record, "table of tracked connections is full", isFull),
  ];
};

export const factsOfResolver: FactsOf<"resolver-config"> = (record) => {
  const { value } = record;
  return [
    ...fact(record, "resolvers", value.nameservers),
    ...fact(record, "search list", value.search),
    ...fact(record, "ndots", value.ndots),
    ...fact(record, "order of name sources", value.sources),
    ...fact(record, "C library", value.libc === "unknown" ? null : value.libc),
  ];
};

export const factsOfLookup: FactsOf<"name-lookup"> = (record, nth) => {
  const { value } = record;
  const name = nth === "" ? value.name : `${value.name} ${nth}`;
  return [
    ...fact(
      record,
      `look-up of ${name}`,
      value.error === null ? value.outcome : `${value.outcome} (${value.error})`,
    ),
    ...fact(record, `source of the addresses of ${name}`, value.source),
    ...fact(record, `addresses of ${name}`, value.outcome === "resolved" ? value.addresses.toSorted() : null),
    ...timeFact(record, `time to look up ${name}`, value.took),
  ];
};

export const factsOfDnsExchange: FactsOf<"dns-exchange"> = (record) => {
  const { value } = record;
  const question = `${value.name} ${value.type} from ${hostPort(value.server, value.port)} over ${value.transport}`;
  return [
    ...fact(record, `answer for ${question}`, value.outcome === "answered" ? value.rcode : value.outcome),
    ...fact(
      record,
      `addresses for ${question}`,
      value.outcome === "answered" ? value.addresses.toSorted() : null,
    ),
  ];
};

export const factsOfRoutes: FactsOf<"local-routes"> = (record) => {
  const { hasDefault, interfaces } = record.value;
  return [
    ...fact(record, "IPv4 route to the internet", hasDefault.ipv4),
    ...fact(record, "IPv6 route to the internet", hasDefault.ipv6),
    ...interfaces.flatMap(({ name, addresses, mtu, state, hasCarrier }) => {
      const link = { boundary: "link", isOfPlace: true } as const;
      return [
        ...fact(record, `state of ${name}`, state, link),
        ...fact(record, `carrier of ${name}`, hasCarrier, link),
        ...fact(record, `MTU of ${name}`, mtu, link),
        ...fact(record, `addresses of ${name}`, addresses.toSorted(), link),
      ];
    }),
  ];
};

export const factsOfDecision: FactsOf<"route-decision"> = (record) => {
  const { value } = record;
  const to = value.way === "forward" ? "route to the server" : "route back to the client";
  const own = { isOfPlace: true } as const;
  return [
    ...fact(record, to, value.outcome === "local" ? "unicast" : value.outcome),
    ...fact(record, `${to}: smallest MTU that was learnt`, value.cachedMtu),
    ...fact(record, `${to}: gateway`, value.gateway, own),
    ...fact(record, `${to}: device`, value.device, own),
    ...fact(record, `${to}: own address`, value.preferredSource, own),
    ...fact(record, `${to}: MTU`, value.mtu, own),
  ];
};

export const factsOfSettings: FactsOf<"network-settings"> = (record) => {
  const { forwarding, interfaces } = record.value;
  const own = { isOfPlace: true } as const;
  return [
    ...fact(record, "forwards IPv4", forwarding.ipv4, own),
    ...fact(record, "forwards IPv6", forwarding.ipv6, own),
    ...interfaces.flatMap(({ name, rpFilter }) =>
      fact(record, `reverse path filter of ${name}`, rpFilter, own),
    ),
  ];
};

export const factsOfFirewall: FactsOf<"firewall"> = (record) => {
  const { passes, matches } = record.value;
  const rules = (way: "forward" | "back") =>
    matches
      .filter((match) => match.way === way && match.isCertain)
      .map(({ hook, verdict, rule }) => `${hook} ${verdict}: ${rule}`);
  return (["forward", "back"] as const).flatMap((way) => {
    const name = way === "forward" ? "to the server" : "back to the client";
    return [
      ...fact(record, `firewall lets the packets pass ${name}`, passes[way]),
      ...fact(record, `firewall rules that match ${name}`, rules(way), { isOfPlace: true }),
    ];
  });
};

export const factsOfPath: FactsOf<"path-probe"> = (record) => {
  const { value } = record;
  const by = `path by ${value.protocol}`;
  return [
    ...fact(record, `${by}: destination reached`, value.reached),
    ...fact(
      record,
      `${by}: ended by`,
      value.stoppedBy === null ? null : `${value.stoppedBy.address}: ${value.stoppedBy.said}`,
    ),
    ...fact(record, `${by}: MTU`, value.pathMtu),
    ...fact(record, `${by}: large packets vanish`, value.isBlackHole),
    ...fact(record, `${by}: goes round in circles`, value.isLooping),
  ];
};

export const factsOfConnect: FactsOf<"tcp-connect"> = (record, nth) => {
  const { value } = record;
  const at = nth === "" ? "" : ` ${nth}`;
  return [
    ...fact(
      record,
      `TCP connection${at}`,
      value.errno === null ? value.outcome : `${value.outcome} (${value.errno})`,
    ),
    ...fact(record, `left alone, the connection${at}`, value.afterwards),
    ...timeFact(record, `time to connect${at}`, value.handshake),
  ];
};

/** Whether something listens where the request goes, at a vantage that has the server's sockets. */
export const factsOfSockets: FactsOf<"socket-table"> = (record) =>
  record.value.listeners
    .filter(({ process }) => process !== null)
    .flatMap(({ address, port, process }) =>
      fact(record, `listener at ${hostPort(address, port)}`, process?.replace(/\/\d+$/, "") ?? null, {
        isOfPlace: true,
      }),
    );
