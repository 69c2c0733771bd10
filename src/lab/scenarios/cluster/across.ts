import { hostPort } from "../../../base/index.ts";
import type { ClusterNode } from "../../cluster/node.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof } from "../../scenario.ts";
import { buildStack, type Stack } from "./stack.ts";
import { addClientPod, asks, onNode, type Start, untilItShows } from "./starts.ts";

/** A Service whose Pods are all on one node, and a request that starts on another. */
export interface Across {
  readonly stack: Stack;
  readonly start: Start;
  readonly from: Place;
  readonly proof: HandProof;
  /** The node that the request enters the cluster's network by. */
  readonly near: ClusterNode;
  /** The node of the Service's Pods. */
  readonly far: ClusterNode;
  /** The names of all nodes, which are vantages. */
  readonly nodes: readonly string[];
  /** Waits until the fault shows. */
  shows(): Promise<void>;
}

/** Where a request may start: outside of the cluster, on a node, in a Pod. */
export type Place = "outside" | "node" | "pod";

/** How the request and what it asks are drawn. */
export interface AcrossOptions {
  readonly places: readonly [Place, ...Place[]];
  /** What is asked of the application in place of a drawn path. */
  readonly path?: string;
  /** Further parts of the specification of the Service's Pods. */
  readonly pod?: Readonly<Record<string, unknown>>;
}

/** Builds it, and waits until the Service answers. */
export async function buildAcross(
  ground: ClusterGround,
  draw: Draw,
  options: AcrossOptions,
): Promise<Across> {
  const { nodes } = ground.cluster;
  const from = draw.pick(options.places);
  // From outside, Services are reached by the first node.
  const [near, far] = from === "outside" ? [nodes[0], draw.shuffle(nodes.slice(1))[0]] : draw.shuffle(nodes);
  if (near === undefined || far === undefined) throw new Error("a cluster has two nodes");
  // Only curl tells an answer that is whole from one that begins.
  const image = options.path === undefined ? {} : { image: "tools" as const };
  const pod = from === "pod" ? await addClientPod(ground, draw, { node: near.name, ...image }) : null;
  const stack = await buildStack(ground, draw, { pod: { ...onNode(far.name), ...options.pod } });
  await pod?.ready();
  const path = options.path ?? stack.path;
  const url = `http://${hostPort(stack.address, stack.port)}${path}`;
  const start: Start = pod?.start ?? (from === "node" ? near.name : "client");
  const proof = (pod?.asks ?? asks)(url);
  return {
    stack: { ...stack, path, url, target: `kube://${ground.namespace}/${stack.name}:${stack.port}${path}` },
    start,
    from,
    proof,
    near,
    far,
    nodes: nodes.map(({ name }) => name),
    shows: () => untilItShows(ground, start, proof),
  };
}

/**
 * What the machines' gateway does with packets between the Pods of two nodes that come its way: nothing, for it knows no Pods.
 * Answers of the API server keep their way.
 *
 * @param kind What `ip rule` calls it: silence, or an ICMP answer.
 */
export async function gatewayKnowsNoPods(
  { cluster }: ClusterGround,
  [one, other]: readonly [ClusterNode, ClusterNode],
  kind: "blackhole" | "unreachable",
): Promise<void> {
  await cluster.must("control", ["ip", familyOf(one), "-batch", "-"], {
    input: rulesOf(one, other)
      .map((rule) => `rule add ${rule} ${kind}`)
      .join("\n"),
  });
}

/** Undoes it, whichever kind it was. */
export async function gatewayKnowsPods(
  { cluster }: ClusterGround,
  [one, other]: readonly [ClusterNode, ClusterNode],
): Promise<void> {
  await cluster.run("control", ["ip", familyOf(one), "-force", "-batch", "-"], {
    input: rulesOf(one, other)
      .map((rule) => `rule del ${rule}`)
      .join("\n"),
  });
}

/** ip(8) does not tell the family of a rule by its addresses. */
const familyOf = ({ pods }: ClusterNode): string => (pods.includes(":") ? "-6" : "-4");

const rulesOf = (one: ClusterNode, other: ClusterNode): readonly string[] =>
  [
    [one, other],
    [other, one],
  ].flatMap(([from, to]) => [
    `iif br0 from ${from?.pods} to ${to?.pods}`,
    `iif br0 from ${from?.address} to ${to?.pods}`,
  ]);
