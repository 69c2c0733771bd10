import { groupBy, hostPort, isAddress, type Ms } from "../../base/index.ts";
import {
  type CapturedEndpoint,
  createRecorder,
  plainRequest,
  type RequestAsked,
  type Scheme,
  ttlsOfServers,
} from "../../evidence/index.ts";
import { withoutSpares } from "./alternatives.ts";
import { type Draft, draftsOf, takeDown } from "./attempts.ts";
import { tshark } from "./command.ts";
import type { ConnectEnd } from "./connect-seen.ts";
import { dnsIncidents } from "./dns-incidents.ts";
import { endpointOf, type SeenFlow, seenFlows } from "./endpoint.ts";
import { goneClients } from "./gone-clients.ts";
import { type Group, groupsOf } from "./groups.ts";
import type { CaptureFacts, Incident, Taking } from "./incident.ts";
import { joinLookUps, nameLookedUp } from "./joined-look-ups.ts";
import { recordContext } from "./look-up-records.ts";
import { isTelling, type LookUp, namesAsked } from "./look-ups.ts";
import { neverFinished } from "./never-finished.ts";
import { quicIncidents } from "./quic-incidents.ts";
import { sampleOf } from "./sample.ts";
import { refusedLogins } from "./sessions-seen.ts";
import { upstreamsIn } from "./upstreams.ts";

/** Incidents of connections; each costs some milliseconds to judge. */
const MOST_INCIDENTS = 1_000;
/** Streams that are named of one incident. */
const MOST_STREAMS = 1_000;
/** Two lone SYNs can be chance, and one is what a scan leaves; a client that tries three times wants to come through. */
const SEVERAL = 3;
/** What a client that tries anew has waited at the least. RFC 6298, section 2. */
const LONE_WAIT: Ms = 1_000;

/**
 * What a capture shows of each server and name, and of each name that was looked up in vain, as a check would have taken it down. An
 * incident whose connections show nothing that can be judged is left out.
 */
export function incidentsOf(facts: CaptureFacts): readonly Incident[] {
  const { flows, startedAt, quality, applications } = facts;
  const endsAt = quality.took;
  const seen = withoutSpares(seenFlows(flows, endsAt));
  const seesBothWays = flows.some(
    ({ fromClient, fromServer }) => fromClient.packets > 0 && fromServer.packets > 0,
  );
  const wall = (at: Ms) => startedAt + at;
  const ttls = ttlsOfServers(flows);
  const ttlsOf = (address: string) => ttls.get(address) ?? [];
  const gone = goneClients(flows);
  const upstreamOf = upstreamsIn(seen, applications?.http.kept ?? []);
  const refused = refusedLogins(applications?.databases.kept ?? []);
  const names = namesAsked(applications);
  const groups = groupsOf(seen, applications);
  const lookUpBefore = joinLookUps(names, groups);
  const told = new Set<LookUp["questions"]>();
  const taking = () => ({
    recorder: createRecorder(facts.vantage),
    facts,
    wall,
    endsAt,
    ttlsOf,
    gone,
    refusedLogins: refused,
    upstreamOf,
    lookUpBefore,
    told,
  });
  const endpoints = new Map<readonly SeenFlow[], CapturedEndpoint | null>();
  const endpointOfGroup = ({ ofEndpoint }: Group) => {
    const known = endpoints.get(ofEndpoint);
    if (known !== undefined) return known;
    const address = ofEndpoint[0]?.flow.server.address ?? "";
    const endpoint = endpointOf(ofEndpoint, ttlsOf(address), endsAt);
    endpoints.set(ofEndpoint, endpoint);
    return endpoint;
  };
  const drafted = groups.map((group) => ({
    group,
    drafts: draftsOfGroup(group, taking(), seesBothWays),
  }));
  return [
    ...mostTelling(drafted).flatMap(({ group, drafts }) => {
      const endpoint = endpointOfGroup(group);
      return endpoint === null ? [] : [incidentOf({ group, drafts }, endpoint, taking())];
    }),
    ...dnsIncidents({ names, told }, taking),
    ...quicIncidents(applications?.quic.kept ?? [], taking),
  ];
}

/** The connections of one group, judged as far as their end. */
interface Drafted {
  readonly group: Group;
  readonly drafts: readonly Draft[];
}

function draftsOfGroup(group: Group, taking: Taking, seesBothWays: boolean): readonly Draft[] {
  const promoted = seesBothWays ? lonePromoted(group) : new Set<SeenFlow>();
  const drafts = group.flows.flatMap(({ seen, carried }) =>
    promoted.has(seen) ? [loneDraft(seen)] : draftsOf(seen, carried, taking),
  );
  return drafts.length > 0 ? drafts : neverFinished(group, taking).map(halfMadeDraft);
}

/** Those that show anything, in their order; where there are too many, those in which more fails go before. */
function mostTelling(drafted: readonly Drafted[]): readonly Drafted[] {
  const telling = drafted.filter(({ drafts }) => drafts.length > 0);
  if (telling.length <= MOST_INCIDENTS) return telling;
  const failing = ({ drafts }: Drafted) => drafts.filter(({ failedAt }) => failedAt !== null).length;
  const ranked = telling.map((one) => ({ one, failing: failing(one) }));
  const most = ranked.toSorted((a, b) => b.failing - a.failing).slice(0, MOST_INCIDENTS);
  const chosen = new Set(most.map(({ one }) => one));
  return telling.filter((one) => chosen.has(one));
}

function incidentOf({ group, drafts }: Drafted, endpoint: CapturedEndpoint, taking: Taking): Incident {
  const { recorder, facts, wall } = taking;
  const asked = askedOf(group, drafts, taking);
  const { quality } = facts;
  const { address, port } = endpoint.server;
  const filter = `tcp.port==${port} && ip${isSix(address) ? "v6" : ""}.addr==${address}`;
  const context = { by: "observed", purpose: "context", observedAt: wall(0), took: quality.took } as const;
  recorder.record("request-asked", asked, {
    ...context,
    boundary: "client",
    by: "told",
    command: tshark(quality.file, filter),
  });
  recorder.record("capture-quality", quality, {
    ...context,
    boundary: "client",
    command:
      quality.file === "-"
        ? "capinfos -"
        : tshark(quality.file, "frame").replace(/^tshark -r (.*) -Y .*$/, "capinfos $1"),
  });
  recorder.record("captured-endpoint", endpoint, {
    ...context,
    boundary: "tcp",
    command: tshark(quality.file, filter),
  });
  const chosen = sampleOf(drafts, taking.lookUpBefore);
  for (const [index, draft] of chosen.entries()) takeDown(draft, index + 1, taking);
  recordResolvers(chosen, taking);
  const streams = [...chosen, ...drafts].map(({ seen }) => seen.flow.stream);
  return {
    target: asked.target,
    evidence: recorder.evidence,
    streams: [...new Set(streams)].slice(0, MOST_STREAMS),
  };
}

/** Where a look-up was slow, what else its resolvers do. */
function recordResolvers(chosen: readonly Draft[], taking: Taking): void {
  const slow = chosen.flatMap(({ seen }) => taking.lookUpBefore(seen.flow.stream) ?? []).filter(isTelling);
  if (slow.length === 0) return;
  const command = tshark(taking.facts.quality.file, "dns");
  const questions = slow.flatMap((lookUp) => lookUp.questions);
  recordContext(slow, questions, { taking, command });
}

const isSix = (address: string): boolean => address.includes(":");

/**
 * Lone SYNs of a client that tries again and again, from another port each time. A SYN without any option is no stack's, and one whose
 * ports are used again at once is not waited for: these are written by hand, to scan or to flood.
 */
function lonePromoted({ flows }: Group): ReadonlySet<SeenFlow> {
  const lone = flows
    .map(({ seen }) => seen)
    .filter(({ flow, connect }) => connect.outcome === "lone-syn" && flow.fromClient.mss !== null);
  const bySource = groupBy(lone, ({ flow }) => flow.client.address);
  const tries = (ofSource: readonly SeenFlow[]) => new Set(ofSource.map(({ flow }) => flow.client.port)).size;
  return new Set(bySource.filter((ofSource) => tries(ofSource) >= SEVERAL).flat());
}

const halfMadeDraft = (seen: SeenFlow): Draft => ({
  seen,
  connect: "half-made",
  tls: null,
  http: null,
  database: null,
  isFirst: true,
  failedAt: "connect",
});

function loneDraft(seen: SeenFlow): Draft {
  const connect: ConnectEnd = {
    outcome: "timed-out",
    began: seen.flow.first.at,
    took: LONE_WAIT,
    errno: null,
    icmp: null,
  };
  return { seen, connect, tls: null, http: null, database: null, isFirst: true, failedAt: "connect" };
}

/** The request that the connections of a group are: the scheme by what was seen in them, and the first of the paths. */
function askedOf(group: Group, drafts: readonly Draft[], { lookUpBefore }: Taking): RequestAsked {
  const { flows } = group;
  const name = group.name ?? nameLookedUp(group, lookUpBefore);
  const { address, port } = flows[0]?.seen.flow.server ?? { address: "", port: 0 };
  const http = drafts.find((draft) => draft.http !== null)?.http ?? null;
  const scheme: Scheme = http !== null ? "http" : drafts.some(({ tls }) => tls !== null) ? "tls" : "tcp";
  const host = name ?? address;
  const path = http?.seen.path ?? "/";
  return plainRequest({
    target: `${scheme}://${hostPort(host, port)}${scheme === "http" && path.startsWith("/") ? path : ""}`,
    scheme,
    host,
    hostIsAddress: isAddress(host),
    port,
    path,
    method: http?.seen.method ?? "GET",
  });
}
