import type { NetworkPolicyFlow } from "../../evidence/index.ts";
import { type Answer, every, some } from "./answer.ts";
import { matchesPeers, type PeerSeen } from "./peers.ts";
import { guards, type Policy, policyFor } from "./policy.ts";
import { matchesPorts } from "./ports.ts";
import { rawObject } from "./raw.ts";
import {
  isOnHostNetwork,
  ownNodeAddresses,
  type PolicyFlow,
  type PolicyWorld,
  podLabels,
  podOf,
} from "./world.ts";

/** What one address of the peer comes to. */
interface Judged {
  readonly verdict: Answer;
  readonly allowedBy: NetworkPolicyFlow["allowedBy"];
}

/**
 * What the NetworkPolicies say of one direction of one flow. Pure. A reply to what was allowed is always allowed: only the side
 * that opens the connection is asked about. Kubernetes API networking.k8s.io/v1 and the page Network Policies.
 */
export function evaluateFlow(flow: PolicyFlow, world: PolicyWorld): NetworkPolicyFlow {
  const { direction, pod, peer, port, protocol, of } = flow;
  const guarded = world.policies
    .flatMap((raw) => policyFor(raw, direction) ?? [])
    .filter(({ namespace }) => namespace === pod.namespace)
    .map((policy) => ({ policy, selects: guards(policy, podLabels(world, pod)) }))
    .filter(({ selects }) => selects !== false);
  const isolating = guarded.filter(({ selects }) => selects === true).map(({ policy }) => policy.name);
  const { verdict, allowedBy } = judge(flow, world, guarded);
  const ofOthers = world.unread
    .filter(({ namespace }) => namespace === null || namespace === pod.namespace)
    .map(({ kind }) => kind);
  const reasons = typeof verdict === "boolean" ? [] : [verdict.why];
  const isKnown = typeof verdict === "boolean" && ofOthers.length === 0;
  return {
    direction,
    pod,
    peer: { address: peer.address, pod: peer.pod },
    port,
    protocol,
    of,
    isolating,
    allowedBy,
    verdict: !isKnown ? "unknown" : verdict ? "allowed" : "denied",
    unread: [...new Set([...ofOthers, ...reasons])],
  };
}

interface Guard {
  readonly policy: Policy;
  readonly selects: Answer;
}

function judge(flow: PolicyFlow, world: PolicyWorld, guarded: readonly Guard[]): Judged {
  const { pod, peer } = flow;
  if (peer.isOwnNode === true || isItself(flow)) return { verdict: true, allowedBy: null };
  const cases = sourcesOf(flow, world).map((address) => judgeAddress(flow, world, { guarded, address }));
  const [first] = cases;
  if (first === undefined) return { verdict: { why: "the source that the Pod sees" }, allowedBy: null };
  const isSame = cases.every(({ verdict }) => verdict === first.verdict);
  const verdict = isSame
    ? first.verdict
    : (cases.map((one) => one.verdict).find((one) => typeof one !== "boolean") ?? {
        why: "the source that the Pod sees",
      });
  if (verdict === false && isOnHostNetwork(world, pod) === true)
    return {
      verdict: { why: `how policies guard ${pod.namespace}/${pod.name}, on its node's network` },
      allowedBy: null,
    };
  return { verdict, allowedBy: verdict === true ? first.allowedBy : null };
}

/**
 * The addresses that the guarded Pod may see. That of its own node, by which all is let in, counts only where no other node may have
 * put its own there: that the way leads by that very node is a guess then.
 */
function sourcesOf({ pod, peer }: PolicyFlow, world: PolicyWorld): readonly (string | null)[] {
  if (peer.seenAs === undefined) return [peer.address];
  if (peer.seenAs === null) return [null];
  const own = ownNodeAddresses(world, pod);
  const others = peer.seenAs.filter((address) => address !== peer.address && !own.includes(address));
  return others.length === 0 ? peer.seenAs : [...new Set([peer.address, ...others])];
}

/** A Pod cannot shut itself out. Kubernetes, Network Policies. */
const isItself = ({ pod, peer }: PolicyFlow): boolean =>
  peer.pod !== null && peer.pod.namespace === pod.namespace && peer.pod.name === pod.name;

function judgeAddress(
  flow: PolicyFlow,
  world: PolicyWorld,
  { guarded, address }: { readonly guarded: readonly Guard[]; readonly address: string | null },
): Judged {
  // Traffic to and from the node that a Pod is on is always allowed. Kubernetes, Network Policies.
  if (address !== null && ownNodeAddresses(world, flow.pod).includes(address))
    return { verdict: true, allowedBy: null };
  const open: Answer[] = [];
  for (const { policy, selects } of guarded) {
    const rules = policy.rules.map((rule) => matchesRule(rule, { flow, world, policy, address }));
    const index = rules.indexOf(true);
    if (selects === true && index >= 0)
      return { verdict: true, allowedBy: { policy: policy.name, rule: index + 1 } };
    open.push(some(rules));
  }
  // A policy that may not select the Pod may not allow it either; where none else selects it, all is allowed then.
  const certain = guarded.flatMap(({ selects }, index) => (selects === true ? [open[index] ?? false] : []));
  const perhaps = guarded.flatMap(({ selects }, index) =>
    selects === true ? [] : [{ selects, allows: open[index] ?? false }],
  );
  if (certain.length === 0) {
    const hinders = perhaps.find(({ allows }) => allows !== true);
    return { verdict: hinders === undefined ? true : hinders.selects, allowedBy: null };
  }
  const helps = perhaps.find(({ allows }) => allows !== false);
  return { verdict: some([...certain, helps?.selects ?? false]), allowedBy: null };
}

function matchesRule(
  rule: unknown,
  { flow, world, policy, address }: Omit<PeerSeen, "namespace"> & { readonly policy: Policy },
): Answer {
  const { from, to, ports } = rawObject(rule);
  const isIngress = flow.direction === "ingress";
  const target = isIngress ? flow.pod : flow.peer.pod;
  const pod = target === null ? null : podOf(world, target);
  const peers = matchesPeers(isIngress ? from : to, { flow, world, namespace: policy.namespace, address });
  const matches = matchesPorts(ports, { port: flow.port, protocol: flow.protocol, pod });
  if (isIngress || flow.service === undefined || matches !== false) return every([peers, matches]);
  // Where ranges may be matched before the Service's address is translated, so are the ports then.
  const before = matchesPorts(ports, { port: flow.service.port, protocol: flow.protocol, pod: null });
  return every([peers, typeof peers === "boolean" ? false : before]);
}
