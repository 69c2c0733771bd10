import { hostPort, type Ms } from "../../base/index.ts";
import { type Evidence, isGrpcScheme, speaksHttp } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { AttemptMade } from "../attempt.ts";
import type { Walk } from "../walk.ts";
import { askHop } from "./ask-hop.ts";
import { askOnceMore } from "./ask-once-more.ts";
import { type Behind, type PathAsked, waitOf } from "./behind.ts";
import { databaseOptions, hopOptions } from "./hop-options.ts";
import { callOf, type HopRequest, placeEntries, requestsOf } from "./hop-requests.ts";
import { takeLoggedRequests } from "./logged-requests.ts";
import { lookAtApps } from "./look-at-app.ts";
import {
  BEFORE,
  logsOf,
  type ProxyAt,
  type ProxyKnown,
  readLogAt,
  readProxyAt,
  upstreamOf,
} from "./look-at-proxy.ts";
import { lookAtUpstreamProcesses } from "./look-at-upstream-processes.ts";
import { lookBehind } from "./look-behind.ts";
import { ownAttempts } from "./own-attempts.ts";
import { requestAt } from "./proxy-request.ts";
import { idsOfAnswers, newTraceparent } from "./request-ids.ts";
import type { PoolWatch } from "./watch-pools.ts";
import { withheldFrom } from "./withheld.ts";

/** docs/contract.md, "Status": over a second is slow. */
const WAITED: Ms = 1_000;

/** Goes on past the edge: what each proxy is told to do, did and says; and each hop asked from where it begins. */
export async function walkHops(
  walk: Walk,
  first: AttemptMade,
  {
    path,
    others,
    pools,
  }: {
    readonly path: PathAsked;
    readonly others: readonly Vantage[];
    readonly pools: Pick<PoolWatch, "during" | "record">;
  },
): Promise<void> {
  const { asked, recorder, signal, vantage } = walk;
  const { program } = path;
  const behind: Behind = {
    walk,
    first,
    path,
    asking: { program, env: process.env, recorder, signal },
    vantages: new Map([vantage, ...others].map((one) => [one.name, one])),
    placed: placeEntries(path.entries, asked, addressesOf(recorder.evidence, first)),
    traces: [],
  };
  const requests = requestsOf(behind.placed, asked);
  const apps = await lookAtApps(behind);
  const known = requests.map((request) => askFrom(request, behind));
  const again = askOnceMore(walk, first, requests);
  // Waited for below; until then it is nobody's.
  again.catch(() => {});
  const all = Promise.all([...known, again]);
  all.catch(() => {});
  if (mayHaveWaited(first)) void pools.during(all);
  const proxies = await lookAtProxies(behind);
  await all;
  await askUnnamed(behind, proxies, requests);
  await apps.again();
  await pools.record(behind.placed);
  takeLogged(behind);
  await lookAtUpstreamProcesses(behind);
}

/** Requests that come to nothing, or late, may have waited for a connection of a pool: those of the hops then do as well. */
const mayHaveWaited = ({ record: { value } }: AttemptMade): boolean =>
  !value.answeredProperly || value.took > WAITED;

/** The proxies of the path that are at a vantage in view, with what became known of each. */
async function lookAtProxies(behind: Behind): Promise<readonly (ProxyAt & ProxyKnown)[]> {
  const { walk, placed, vantages } = behind;
  const proxies = placed.flatMap(({ hop, entry }): readonly ProxyAt[] => {
    if (entry.kind !== "proxy") return [];
    const vantage = vantages.get(entry.at ?? walk.vantage.name);
    if (entry.at === null && !isHere(behind)) {
      walk.recorder.gap({
        boundary: "proxy",
        needs: `what the proxy of hop ${hop} is told to do, did and says`,
        reason: "not-asked",
        allowBy: "Name the vantage that it runs at: at: under proxy: in the configuration",
      });
      return [];
    }
    return vantage === undefined ? [] : [{ hop, entry, vantage }];
  });
  return Promise.all(
    proxies.map(async (proxy) => {
      const known = await readProxyAt(proxy, requestAt(proxy.hop, behind), walk);
      // What the log tells decides what the upstreams are looked at for.
      await readLogs(proxy, known, behind);
      await lookBehind(proxy, known, behind);
      return { ...proxy, ...known };
    }),
  );
}

/** Whether the request went to this very host, whose view of what is behind is then the proxy's own. */
function isHere({ first }: Behind): boolean {
  const { address, connect } = first.way;
  return address !== null && (/^127\.|^::1$/.test(address) || connect?.value.localAddress === address);
}

async function readLogs(proxy: ProxyAt, known: ProxyKnown, behind: Behind): Promise<void> {
  const { walk } = behind;
  const { asked, recorder } = walk;
  const search = {
    path: asked.path,
    host: null,
    method: asked.method,
    // The proxy may see another address than the one that was sent from: the time tells the run's own requests.
    clients: [],
    requestIds: idsOfAnswers(recorder.evidence),
    ours: ownAttempts(recorder.evidence),
  };
  await Promise.all(logsOf(proxy, known).map((log) => readLogAt(log, search, walk)));
}

/** Others' requests for the route, of which the first hop's log tells. */
function takeLogged({ walk, first }: Behind): void {
  const { recorder, asked, clock } = walk;
  const logs = recorder.evidence.filter(
    (record): record is Evidence<"logged-exchanges"> =>
      record.kind === "logged-exchanges" &&
      record.hop === undefined &&
      record.value.software !== "application",
  );
  const configuration = recorder.evidence.findLast(
    (record): record is Evidence<"proxy-configuration"> =>
      record.kind === "proxy-configuration" && record.hop === undefined,
  );
  const began = recorder.evidence[0]?.observedAt ?? clock.now();
  const { address, port, connect } = first.way;
  const { localAddress = null } = connect?.value ?? {};
  takeLoggedRequests(logs, {
    clients: localAddress === null ? [] : [localAddress],
    asked,
    recorder,
    configuration: configuration?.value ?? null,
    reached: { address, port },
    from: began - BEFORE,
    began,
    until: clock.now(),
  });
}

/** Where the configuration of the check names no next hop and the request fails: the server that the proxy itself goes to. */
async function askUnnamed(
  behind: Behind,
  proxies: readonly (ProxyAt & ProxyKnown)[],
  requests: readonly HopRequest[],
): Promise<void> {
  const { walk, first } = behind;
  if (first.record.value.answeredProperly) return;
  const [last] = proxies.filter(({ hop }) => !requests.some((request) => request.hop === hop + 1)).slice(-1);
  const upstream = last?.configuration == null ? null : upstreamOf(last.configuration.value);
  if (last === undefined || upstream === null || !speaksHttp(upstream)) return;
  const looks = walk.recorder.evidence.filter(
    (record): record is Evidence<"upstream-look"> =>
      record.kind === "upstream-look" && (record.hop ?? 1) === last.hop,
  );
  const chosen = looks.find(({ value }) => !isWell(value)) ?? looks[0];
  if (chosen === undefined) return;
  const { address, port } = chosen.value;
  const { asked } = walk;
  const scheme = upstream.tls === null ? "http" : "https";
  await askFrom(
    {
      hop: last.hop + 1,
      entry: { kind: "app", at: null, url: null, metrics: null, log: null },
      from: last.vantage.name,
      target: `${scheme}://${hostPort(address, port)}${asked.path}`,
      host: asked.hostIsAddress ? null : asked.host,
    },
    behind,
  );
}

const isWell = ({ connect, tls, exchange }: Evidence<"upstream-look">["value"]): boolean =>
  connect === "connected" &&
  tls?.outcome !== "failed" &&
  exchange?.outcome === "answered" &&
  (exchange.status ?? 0) < 500;

async function askFrom(
  { hop, from, target, host, entry }: HopRequest,
  { walk, first, path, asking, traces }: Behind,
): Promise<void> {
  const at = path.vantages.get(from);
  if (at === undefined) {
    walk.recorder.gap({
      boundary: entry.kind,
      needs: `what hop ${hop} does for ${from}`,
      reason: "not-asked",
      allowBy: `Name ${from} under vantages: in the configuration`,
    });
    return;
  }
  const { asked } = walk;
  const isHttp = entry.kind !== "database";
  const wanted = isHttp && isGrpcScheme(asked.scheme) ? callOf(target) : target;
  // The hop's own request is no copy of the client's to the letter: it may bear what its server's log is searched for.
  const trace = newTraceparent();
  if (isHttp) traces.push(trace);
  await askHop(
    {
      ...{ hop, target: wanted, from, config: path.config, home: path.home },
      options: {
        ...(isHttp ? hopOptions(walk, { host, trace }) : databaseOptions(walk)),
        ...complaintOf(walk, first),
        proxy: "none",
        save: false,
      },
      patience: waitOf(first),
      passwordFile: entry.kind === "database" ? entry.passwordFile : null,
      withheld: isHttp ? withheldFrom(walk) : [],
    },
    at,
    asking,
  );
}

/**
 * The status that the symptom complains of, where the request got it: whether the hop behind gives it as well tells who wrote it. What
 * was asked for with credentials is asked for without them here, and says nothing.
 */
function complaintOf({ asked, secrets }: Walk, { record }: AttemptMade): { readonly symptom?: string } {
  const { status } = record.value;
  const isTold = status !== null && asked.toldStatuses?.includes(status) === true;
  return isTold && secrets.headers.length === 0 ? { symptom: `HTTP ${status}` } : {};
}

/** The addresses that the target's name had for the client. */
function addressesOf(evidence: readonly Evidence[], { way }: AttemptMade): readonly string[] {
  const looked = evidence
    .filter((record): record is Evidence<"name-lookup"> => record.kind === "name-lookup")
    .flatMap(({ value }) => value.addresses);
  return [...new Set([...looked, ...(way.address === null ? [] : [way.address])])];
}
