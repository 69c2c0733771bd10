import type { KubeFinding } from "../../evidence/index.ts";
import { getOf, group, groupBy } from "./finding.ts";
import { overlaps } from "./overlap.ts";
import type { NodeSeen } from "./seen.ts";
import type { KubeWorld } from "./world.ts";

/** A node that has just joined starts its network first. Kubelets register within seconds and are ready within two minutes. */
const STARTING = 120_000;

const describe = (name: string) => `kubectl describe node ${name}`;

/** Nodes that are not ready, cordoned, short of something, without a network, or with Pod ranges of others. */
export function judgeNodes({ nodes, now }: Pick<KubeWorld, "nodes" | "now">): readonly KubeFinding[] {
  const all = nodes?.all ?? [];
  const named = (is: (seen: NodeSeen) => boolean) => all.filter(is).map(({ node }) => node.name);
  const isNew = ({ createdAt, isDeleted }: NodeSeen) =>
    isDeleted || (createdAt !== null && now - createdAt < STARTING);
  const notReady = all.filter(({ node }) => node.ready !== "yes");
  return [
    ...groupBy(
      notReady.filter((seen) => !isNew(seen)),
      ({ node }) => node.reason ?? "no reason is told",
    ).flatMap(([reason, some]) =>
      group(
        some.map(({ node }) => node.name),
        {
          id: "node-not-ready",
          level: "fault",
          kind: "Node",
          what: `not ready: ${reason}`,
          advice: "Look at its kubelet and at what its conditions say",
          command: describe,
        },
      ),
    ),
    ...group(
      notReady.filter(isNew).map(({ node }) => node.name),
      {
        id: "node-starting",
        level: "note",
        kind: "Node",
        what: "not ready yet, and has just joined or is leaving",
        advice: null,
        command: describe,
      },
    ),
    ...group(
      named((seen) => seen.node.isNetworkUnavailable === true && !isNew(seen)),
      {
        id: "node-network-unavailable",
        level: "fault",
        kind: "Node",
        what: "its Pod network is not set up (condition NetworkUnavailable)",
        advice: "Look at the network plugin's Pod on it",
        command: describe,
      },
    ),
    ...groupBy(
      all.filter(({ node }) => node.pressures.length > 0),
      ({ node }) => node.pressures.join(" and "),
    ).flatMap(([what, some]) =>
      group(
        some.map(({ node }) => node.name),
        {
          id: "node-pressure",
          level: "fault",
          kind: "Node",
          what: `short of ${what.replace("pid", "process ids")}: its kubelet evicts Pods`,
          advice: null,
          command: describe,
        },
      ),
    ),
    ...group(
      named(({ node }) => node.isCordoned),
      {
        id: "node-cordoned",
        level: "note",
        kind: "Node",
        what: "cordoned: it takes no new Pods",
        advice: null,
        command: describe,
      },
    ),
    ...overlappingRanges(all),
  ];
}

/** Two nodes whose Pods may get the same addresses. */
function overlappingRanges(all: readonly NodeSeen[]): readonly KubeFinding[] {
  const ranges = all.flatMap(({ node }) => node.podRanges.map((range) => ({ node: node.name, range })));
  return overlaps(ranges)
    .slice(0, 5)
    .map(([a, b]) => ({
      id: "pod-ranges-overlap",
      level: "fault" as const,
      subject: `Nodes ${a.node} and ${b.node}`,
      what: `their Pod ranges overlap: ${a.range} and ${b.range}`,
      objects: [],
      command: "kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDRs",
      advice: "Drain one of them, delete its Node and let it join again with a range of its own",
    }));
}

/** For findings about objects of a namespace. */
export const getPod = getOf("pod", " -o wide");
