import { familyOf, type Ms } from "../../base/index.ts";
import { type Evidence, goesToService, type KubeName } from "../../evidence/index.ts";
import {
  type Cluster,
  readClientPod,
  readCrashLogs,
  readHosts,
  readRollout,
  tellComponents,
} from "../../kube/index.ts";
import { podNamed, type Vantage, type VantageAsked } from "../../vantage/index.ts";
import type { AttemptMade } from "../attempt.ts";
import type { PathAsked } from "../hops/behind.ts";
import { pause } from "../pause.ts";
import { mayBeIll } from "../request-flow.ts";
import { chosenSource } from "../vantages.ts";
import type { Walk } from "../walk.ts";
import { askedBehindProxy } from "./asked-behind-proxy.ts";
import { type ClusterState, type InCluster, readAgain } from "./enter-cluster.ts";
import { knownAsNodes } from "./known-as-nodes.ts";
import { lookAtDatapath, lookAtNode } from "./look-at-node.ts";
import { lookByExec } from "./look-by-exec.ts";
import { lookInside, podsToEnter } from "./look-inside.ts";
import { nodesInView } from "./nodes-in-view.ts";
import { type Place, placesOf } from "./places.ts";
import { proxyInFront } from "./proxy-in-front.ts";
import { type LookTo, lookAtService, waysTo } from "./service-looks.ts";
import { type PolicyClient, tellPolicies } from "./tell-policies.ts";

/** What the walk through a cluster goes by. */
export interface ClusterWalk {
  readonly inside: InCluster;
  readonly first: AttemptMade;
  readonly path: PathAsked;
  readonly others: readonly Vantage[];
  /** The Pod that the request starts in, where this host sees no process of it; left out for other starts. */
  readonly away?: Pick<KubeName, "namespace" | "name">;
}

/**
 * Goes through the cluster: what each node in view does with the Service and with the packets of Pods, what the policies say of this flow,
 * and the same request by other ways. Where one of them fails, from all vantages, and what the Pods are like inside. Then the objects
 * again, as they are now.
 */
export async function walkCluster(walk: Walk, around: ClusterWalk): Promise<void> {
  const { inside, first, path, others, away } = around;
  const { recorder, clock, signal, vantage, target, asked } = walk;
  const { before, cluster } = inside;
  const context = { recorder, clock, signal, purpose: "context" } as const;
  const client = await clientOf(walk, around);
  const pods = [...before.pods, ...(client.pod === null ? [] : [client.pod])];
  const hosts = before.nodes.length > 0 ? [] : await readHosts(cluster);
  const nodes = nodesInView(before.nodes, [...pods, ...hosts]);
  const vantages = away === undefined ? [vantage, ...others] : others;
  const places = await knownAsNodes(placesOf(vantages, recorder.evidence, { nodes, pods }), before, walk);
  const asking = { program: path.program, env: process.env, recorder, signal };
  const reached = first.way.address;
  const family = familyOf(reached ?? before.service?.clusterIps[0] ?? "");
  const who = { ...client, address: client.address ?? addressOfNode(places, vantage.name, family) };
  const ways = inside.asked === null ? outwardOf(around) : waysOf(before, family);
  const isDirect =
    target.kube !== undefined || goesToService({ address: reached, port: asked.port }, { ...before, nodes });
  const proxy = isDirect ? null : await proxyInFront(walk, inside, { path, reached });
  // What is asked of the Pods: of a proxy's TLS they know nothing.
  const looking: Walk = isDirect ? walk : { ...walk, asked: askedBehindProxy(asked, before.service) };
  const lookFrom = async ({ vantage: { name }, is, node }: Place) => {
    const at = howToEnter(name, walk, path);
    if (at !== null)
      await lookAtService({ name, asked: at, is, node: node?.name ?? null }, ways, looking, asking);
  };
  const isStart = ({ vantage: { name } }: Place) => name === vantage.name;
  const compare = () => [
    ...podsToEnter(before.pods).map((pod, index) =>
      lookInside(pod, before.endpoints, {
        walk: looking,
        asking,
        family,
        commands: index < MOST_BY_EXEC ? inside : null,
      }),
    ),
    ...podsAway(around).map((away) => lookByExec({ ...away, is: "pod", node: null }, ways, looking, inside)),
    ...tellOfTrouble(inside, cluster, context),
    tellComponents(
      { resolvers: failingResolvers(recorder.evidence), nodes: nodesOf(places) },
      cluster,
      context,
    ),
    ...places.filter((place) => !isStart(place)).map(lookFrom),
  ];
  const isIll = mayBeIll(recorder.evidence);
  await Promise.all([
    ...places.flatMap((place) => [
      lookAtDatapath(place, before, walk),
      lookAtNode(place, { ...before, nodes, family }, walk),
    ]),
    tellPolicies(walk, inside, { ...who, reached, proxy }),
    ...places.filter(isStart).map(lookFrom),
    ...(away === undefined
      ? []
      : [
          lookByExec(
            { name: vantage.name, is: "pod", node: client.pod?.node ?? null, pod: away },
            ways,
            looking,
            inside,
          ),
        ]),
    ...(isIll ? compare() : []),
  ]);
  // What serves by each of its ways needs no comparison.
  if (isIll || someWayFails(recorder.evidence)) {
    // Between the two looks at what the nodes do: what they still lead to then is no matter of a moment.
    await readAgain(inside, walk, "context");
    if (!isIll) await Promise.all(compare());
  }
  const settled = clock.ticks() + SPREAD;
  if (leadsElsewhere(recorder.evidence)) await pause(settled - clock.ticks(), signal);
  await Promise.all([
    ...places.map((place) => lookAtDatapath(place, before, walk)),
    readAgain(inside, walk, "thaw"),
  ]);
}

/** An update of the endpoints has spread to the nodes within so long. */
const SPREAD: Ms = 2_200;

/** Pods whose inside is looked at by commands in their containers, where none of their processes is seen. */
const MOST_BY_EXEC = 2;

/** Pods that the configuration names as places to look from, and that this host does not see. */
const podsAway = ({ path, others, inside }: ClusterWalk) =>
  [...path.vantages].flatMap(([name, asked]) => {
    if (asked.kind !== "pod" || others.some((vantage) => vantage.name === name)) return [];
    const { namespace, name: called } = podNamed(asked.named);
    return [{ name, pod: { namespace: namespace ?? inside.asked?.namespace ?? "default", name: called } }];
  });

/** Whether one of the ways from where the request starts came to no answer. */
const someWayFails = (evidence: readonly Evidence[]): boolean =>
  evidence.some(
    ({ kind, value }) =>
      kind === "service-look" &&
      (value.look.connect !== "connected" || (value.look.exchange?.outcome ?? "answered") !== "answered"),
  );

/** Whether a node leads to a backend that is no endpoint: then it is worth a moment to see whether it goes on doing so. */
function leadsElsewhere(evidence: readonly Evidence[]): boolean {
  const known = new Set(
    evidence.flatMap((record) =>
      record.kind === "kube-endpoints" ? record.value.endpoints.map(({ address }) => address) : [],
    ),
  );
  return evidence.some(
    (record) =>
      record.kind === "service-datapath" && record.value.backends.some(({ address }) => !known.has(address)),
  );
}

/** Who asks. A connection that never was has no address: then the kernel says which one it would have. */
async function clientOf(
  { recorder, vantage }: Walk,
  { inside, first, away }: ClusterWalk,
): Promise<PolicyClient> {
  if (away !== undefined) {
    const read = await readClientPod(away, inside.cluster, { recorder });
    return { address: read?.pod.addresses[0] ?? null, pod: read?.pod ?? null, gateway: null };
  }
  const address = first.way.connect?.value.localAddress ?? chosenSource(recorder.evidence, vantage.name);
  const gateway = firstHop(recorder.evidence, vantage.name);
  if (address === null) return { address: null, pod: null, gateway };
  const read = await readClientPod({ address }, inside.cluster, { recorder });
  return { address, pod: read?.pod ?? null, gateway };
}

/** Where the kernel sends the request's packets first; `null` where it does not say. */
const firstHop = (evidence: readonly Evidence[], client: string): string | null =>
  evidence
    .flatMap((record) =>
      record.kind === "route-decision" && record.vantage === client && record.value.way === "forward"
        ? [record.value.gateway]
        : [],
    )
    .at(-1) ?? null;

/** The address of the node that a vantage is, of the family that the request goes by. */
function addressOfNode(places: readonly Place[], name: string, family: 4 | 6): string | null {
  const node = places.find((place) => place.vantage.name === name && place.is === "node")?.node;
  return node?.addresses.find((address) => familyOf(address) === family) ?? node?.addresses[0] ?? null;
}

/** What may say why, where something is wrong: the last words of containers that ended, and what changed. */
const tellOfTrouble = (
  { asked, before }: InCluster,
  cluster: Cluster,
  context: Parameters<typeof readCrashLogs>[2],
): readonly Promise<unknown>[] => {
  const now = context.clock.now();
  const window = { from: now - SPIKE, until: now };
  return [
    readCrashLogs(before.podsRead, cluster, context),
    ...(asked === null
      ? []
      : [readRollout({ namespace: asked.namespace, pods: before.podsRead, ...window }, cluster, context)]),
  ];
};

/** Resolvers that gave no answer of use, by what was asked of them. */
const failingResolvers = (evidence: readonly Evidence[]): readonly string[] => [
  ...new Set(
    evidence.flatMap((record) =>
      record.kind === "dns-exchange" &&
      (record.value.outcome !== "answered" || record.value.rcode === "SERVFAIL")
        ? [record.value.server]
        : [],
    ),
  ),
];

const nodesOf = (places: readonly Place[]): readonly string[] => [
  ...new Set(places.flatMap(({ node }) => node?.name ?? [])),
];

/** How long before now a Job that ran may have to do with what is seen: five minutes, as with others' requests. docs/contract.md, "Status". */
const SPIKE = 300_000;

/** The Service's own address and its endpoints. */
function waysOf({ service, endpoints }: ClusterState, family: 4 | 6): readonly LookTo[] {
  const isOfFamily = (one: string) => familyOf(one) === family;
  const address = service?.clusterIps.find(isOfFamily) ?? service?.clusterIps[0];
  const port = service?.port ?? null;
  const own = service === null || port === null || service.isHeadless || address === undefined;
  return waysTo(
    own ? null : { address, port: port.port },
    endpoints.filter((one) => isOfFamily(one.address)),
  );
}

/** The address that a request went to that is for no Service: from its Pod and from the nodes. */
function outwardOf({ first: { way } }: ClusterWalk): readonly LookTo[] {
  const { address, port } = way;
  return address === null || port === null
    ? []
    : [{ to: "endpoint", address, port, pod: null, podNode: null }];
}

/** How a vantage is entered; `null` for one that this run does not know how to start at. */
const howToEnter = (name: Place["vantage"]["name"], walk: Walk, path: PathAsked): VantageAsked | null =>
  name === walk.vantage.name ? { kind: "local" } : (path.vantages.get(name) ?? null);
