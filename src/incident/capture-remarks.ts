import { hostPort, type Ms } from "../base/index.ts";
import type { CaptureFacts } from "../capture/index.ts";
import { quicRemarks } from "./capture-quic-remarks.ts";

type Applications = NonNullable<CaptureFacts["applications"]>;
type Session = Applications["databases"]["kept"][number];

/** Remarks that a report holds, and codes that one of them names. */
const MOST_REMARKS = 20;
const MOST_CODES = 4;
/** Handshakes in the making that no ordinary load leaves: tcp_max_syn_backlog is 128 at the least. tcp(7). */
const MANY = 100;
/** docs/contract.md, "Status": over a second is slow. */
const SLOW: Ms = 1_000;
/** A look-up begins anew after so long. resolv.conf(5). */
const GIVEN_UP: Ms = 30_000;
/** A connection follows the look-up of its name so soon. */
const FOLLOWS: Ms = 1_000;

/** What a capture shows of databases, QUIC and look-ups that is worth knowing and no fault by itself. The slowest and the most first. */
export function captureRemarks({ applications, flows, quality }: CaptureFacts): readonly string[] {
  const areAllKept = quality.flowsLeftOut === 0 && quality.flows <= flows.length;
  const crowds = crowdRemarks(flows, areAllKept ? "" : "at least ");
  if (applications === null) return crowds.slice(0, MOST_REMARKS);
  return [
    ...crowds,
    ...databaseRemarks(applications.databases.kept),
    ...quicRemarks(applications.quic.kept, flows),
    ...lookUpRemarks(applications, flows),
  ].slice(0, MOST_REMARKS);
}

/** Places to which many connections were begun that nobody finished: a flood, a scan, or a server that answers nobody. */
function crowdRemarks(flows: CaptureFacts["flows"], least: string): readonly string[] {
  const places = new Map<string, { begun: number; readonly sources: Set<string> }>();
  for (const { server, client, syns, firstAck, resets } of flows) {
    if (syns.length === 0 || firstAck !== null || resets.length > 0) continue;
    const name = hostPort(server.address, server.port);
    const place = places.get(name) ?? { begun: 0, sources: new Set() };
    places.set(name, place);
    place.begun += 1;
    if (place.sources.size < MANY) place.sources.add(client.address);
  }
  return [...places].flatMap(([name, { begun, sources }]) => {
    const from =
      sources.size < MANY
        ? `${sources.size} address${sources.size === 1 ? "" : "es"}`
        : `${MANY} addresses and more`;
    return begun < MANY
      ? []
      : [`${least}${begun} connections to ${name} were begun by a SYN and never made, from ${from}`];
  });
}

function databaseRemarks(sessions: readonly Session[]): readonly string[] {
  const servers = Map.groupBy(
    sessions,
    ({ protocol, server }) => `${protocol} at ${hostPort(server.address, server.port)}`,
  );
  return [...servers].flatMap(([name, of]) => {
    const errors = Map.groupBy(
      of.flatMap((one) => one.errors),
      ({ code, number }) => (number === null ? code : `${number} (${code})`),
    );
    const codes = [...errors]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .slice(0, MOST_CODES)
      .map(
        ([code, all]) =>
          `${code} in frame ${all[0]?.mark.frame}${all.length > 1 ? ` and ${all.length - 1} more` : ""}`,
      );
    const slowest = of.toSorted((a, b) => b.waiting.longest - a.waiting.longest)[0];
    const isSlow = slowest !== undefined && slowest.waiting.longest > SLOW;
    return [
      ...(codes.length === 0 ? [] : [`${name} answered with errors: ${codes.join(", ")}`]),
      ...(isSlow
        ? [
            `${name} took ${seconds(slowest.waiting.longest)} for one answer (stream ${slowest.stream}${slowest.waiting.longestAt === null ? "" : `, asked in frame ${slowest.waiting.longestAt.frame}`})`,
          ]
        : []),
    ];
  });
}

/** A look-up that took over a second with all that was sent for it, and the connection that began with its answer. */
function lookUpRemarks({ dns }: Applications, flows: CaptureFacts["flows"]): readonly string[] {
  const asked = Map.groupBy(dns.kept, ({ client, name, type }) => `${client.address} ${type} ${name}`);
  const remarks: string[] = [];
  for (const of of asked.values()) {
    const taken = of.find(({ outcome, addresses }) => outcome === "answered" && addresses.length > 0);
    const end = taken?.answer?.at;
    if (taken === undefined || end === undefined) continue;
    const since = of.flatMap(({ query }) =>
      query !== null && query.at <= end && end - query.at <= GIVEN_UP ? [query.at] : [],
    );
    const took = end - Math.min(end, ...since);
    if (took <= SLOW) continue;
    const flow = flows.find(
      ({ client, server, first }) =>
        client.address === taken.client.address &&
        taken.addresses.includes(server.address) &&
        first.at >= end &&
        first.at - end <= FOLLOWS,
    );
    if (flow !== undefined)
      remarks.push(`the look-up of ${taken.name} took ${seconds(took)} before stream ${flow.stream} began`);
    if (remarks.length === MOST_REMARKS) break;
  }
  return remarks;
}

const seconds = (took: Ms): string => `${(took / 1_000).toFixed(1)} s`;
