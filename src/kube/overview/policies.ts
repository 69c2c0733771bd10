import type { KubeFinding } from "../../evidence/index.ts";
import { mapOf, textOf } from "../api/json.ts";
import { type Policy, policyFor } from "../policy/policy.ts";
import { isGiven, rawList, rawObject } from "../policy/raw.ts";
import { type Labels, matchesSelector } from "../policy/selector.ts";
import { getOf, group, groupBy } from "./finding.ts";
import type { PodSeen } from "./seen.ts";
import { isAsked, type KubeWorld } from "./world.ts";

/** What of a policy the overview holds: without what only the API's own bookkeeping needs. */
export function seePolicy(object: unknown): unknown {
  const { metadata, spec } = mapOf(object);
  const { name, namespace } = mapOf(metadata);
  return textOf(name) === null ? null : { metadata: { name, namespace }, spec };
}

/** Labels as policies are matched with. */
const known = (labels: Readonly<Record<string, string>>): Labels => ({
  byKey: new Map(Object.entries(labels)),
  missing: null,
});

interface Selectable {
  readonly namespace: string;
  readonly labels: Labels;
}

/** NetworkPolicies that guard no Pod, and rules whose peers are no Pod's. */
export function judgePolicies(
  world: Pick<KubeWorld, "policies" | "pods" | "workloads" | "daemonSets" | "namespaces" | "namespace">,
): readonly KubeFinding[] {
  const { policies, pods, namespaces } = world;
  // Of a list that is not whole nothing is missing.
  if (policies === null || pods === null || !pods.isComplete) return [];
  const all = pods.all.map((pod: PodSeen) => ({ namespace: pod.namespace, labels: known(pod.labels) }));
  const podsOf = Map.groupBy(all, ({ namespace }) => namespace);
  const makers = [...(world.workloads?.all ?? []), ...(world.daemonSets?.all ?? [])].map((one) => ({
    namespace: one.namespace,
    labels: known(one.podLabels),
  }));
  const makersOf = Map.groupBy(makers, ({ namespace }) => namespace);
  const labelled = (namespaces?.all ?? []).map(({ name, labels }) => ({ name, labels: known(labels) }));
  const parts = policies.all.flatMap((raw) =>
    [policyFor(raw, "ingress") ?? [], policyFor(raw, "egress") ?? []].flat(),
  );
  const asked = parts.filter(({ namespace }) => isAsked(world, namespace));
  const idle = asked.filter(
    ({ namespace, podSelector }) => !selects(podSelector, podsOf.get(namespace) ?? []),
  );
  const said = idle.map((policy) => ({
    name: policy.name,
    isMeant:
      world.workloads === null ||
      (podsOf.get(policy.namespace) ?? []).length === 0 ||
      selects(policy.podSelector, makersOf.get(policy.namespace) ?? []),
  }));
  const namesOf = (isMeant: boolean) => [
    ...new Set(said.filter((one) => one.isMeant === isMeant).map(({ name }) => name)),
  ];
  const command = getOf("networkpolicy", " -o yaml");
  const canSeePeers = world.namespace === null && namespaces?.isComplete === true;
  return [
    ...group(namesOf(false), {
      id: "policy-selects-nothing",
      level: "fault",
      kind: "NetworkPolicy",
      what: "no Pod is guarded: its podSelector matches none, and nothing here would make one",
      advice: "Compare its podSelector with the labels of the Pods that it should guard",
      command,
    }),
    ...group(namesOf(true), {
      id: "policy-selects-nothing-now",
      level: "note",
      kind: "NetworkPolicy",
      what: "no Pod is guarded now",
      advice: null,
      command,
    }),
    ...(canSeePeers
      ? emptyPeers(
          asked.filter((policy) => !idle.includes(policy)),
          { podsOf, labelled },
        )
      : []),
  ];
}

const selects = (selector: unknown, some: readonly Selectable[]): boolean =>
  some.some(({ labels }) => matchesSelector(selector, labels) !== false);

/** Rules that let nobody through: notes, for charts name clients that a cluster need not have. */
function emptyPeers(
  policies: readonly Policy[],
  seen: {
    readonly podsOf: ReadonlyMap<string, readonly Selectable[]>;
    readonly labelled: readonly { readonly name: string; readonly labels: Labels }[];
  },
): readonly KubeFinding[] {
  const tried = new Map<string, boolean>();
  const isEmpty = (peer: unknown, own: string): boolean => {
    const { ipBlock, podSelector, namespaceSelector } = rawObject(peer);
    if (isGiven(ipBlock) || !(isGiven(podSelector) || isGiven(namespaceSelector))) return false;
    const key = JSON.stringify([isGiven(namespaceSelector) ? null : own, podSelector, namespaceSelector]);
    const before = tried.get(key);
    if (before !== undefined) return before;
    const names = isGiven(namespaceSelector)
      ? seen.labelled
          .filter(({ labels }) => matchesSelector(namespaceSelector, labels) !== false)
          .map(({ name }) => name)
      : [own];
    const empty = !names.some((name) => selects(podSelector ?? {}, seen.podsOf.get(name) ?? []));
    tried.set(key, empty);
    return empty;
  };
  const found = policies.flatMap(({ name, namespace, rules }) =>
    rules.some((rule) => {
      const { from, to } = rawObject(rule);
      const peers = [...rawList(from), ...rawList(to)];
      return peers.length > 0 && peers.every((peer) => isEmpty(peer, namespace));
    })
      ? [name]
      : [],
  );
  return groupBy([...new Set(found)], () => "peers").flatMap(([, names]) =>
    group(names, {
      id: "policy-peers-match-nothing",
      level: "note",
      kind: "NetworkPolicy",
      what: "a rule names peers that are no Pod",
      advice: null,
      command: getOf("networkpolicy", " -o yaml"),
    }),
  );
}
