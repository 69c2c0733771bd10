import { type NetworkPolicyFlow, type PolicyNamed, policyText } from "../../evidence/index.ts";
import { adminOutcomes } from "./admin/tier.ts";
import { hasCalico } from "./calico/policies.ts";
import { calicoIsolating, calicoOutcomes } from "./calico/tiers.ts";
import { ciliumGuards, hasCilium } from "./cilium/policies.ts";
import { joined } from "./guards.ts";
import { type FlowSeen, networkPolicies } from "./network-policies.ts";
import { amongEquals, type Outcome, passOn, type Settled, settle } from "./outcome.ts";
import {
  isOnHostNetwork,
  ownNodeAddresses,
  type PolicyFlow,
  type PolicyWorld,
  whyOfHostNetwork,
} from "./world.ts";

/**
 * What the policies say of one direction of one flow. Pure. A reply to what was allowed is always allowed: only the side that opens
 * the connection is asked about. Kubernetes API networking.k8s.io/v1 and the page Network Policies; of the others, their own APIs.
 */
export function evaluateFlow(flow: PolicyFlow, world: PolicyWorld): NetworkPolicyFlow {
  const { direction, pod, peer, port, protocol, of } = flow;
  const { verdict, by, of: leaving, asks } = judge(flow, world);
  const ofOthers = world.unread
    .filter(({ namespace }) => namespace === null || namespace === pod.namespace)
    .map(({ kind }) => kind);
  const above = asks === null || by === null ? [] : [`what ${policyText(by)} asks of ${asks}`];
  const reasons = typeof verdict === "boolean" ? above : [verdict.why];
  const isKnown = typeof verdict === "boolean" && ofOthers.length === 0;
  const isolating = leaving.length > 0 ? leaving : isolatingOf(flow, world);
  return {
    direction,
    pod,
    peer: { address: peer.address, pod: peer.pod },
    port,
    protocol,
    of,
    isolating: [...new Set(isolating.map(policyText))],
    allowedBy: verdict === true && by !== null ? told(by) : null,
    deniedBy: isKnown && !verdict ? by : null,
    verdict: !isKnown ? "unknown" : verdict ? "allowed" : "denied",
    unread: [...new Set([...ofOthers, ...reasons])],
  };
}

const told = ({ kind, policy, rule }: NonNullable<Settled["by"]>): NetworkPolicyFlow["allowedBy"] =>
  kind === "NetworkPolicy" ? { policy, rule } : { kind, policy, rule };

/** Those that isolate the Pod, whether they decide or not. */
function isolatingOf(flow: PolicyFlow, world: PolicyWorld): readonly PolicyNamed[] {
  const seen = { flow, world, address: flow.peer.address };
  const guards = [...networkPolicies(seen), ...ciliumGuards(seen)];
  return [
    ...guards.filter(({ selects, isolates }) => selects === true && isolates === true),
    ...calicoIsolating(seen),
  ];
}

const ALLOWED: Settled = { verdict: true, by: null, of: [], asks: null };

function judge(flow: PolicyFlow, world: PolicyWorld): Settled {
  const { pod, peer } = flow;
  if (peer.isOwnNode === true) return withNode(flow, world, peer.address);
  if (isItself(flow)) return nearby(flow, world, peer.address);
  const cases = sourcesOf(flow, world).map((address) => judgeAddress(flow, world, address));
  const [first] = cases;
  if (first === undefined) return open("the source that the Pod sees");
  const unclear = cases.map(({ verdict }) => verdict).find((one) => typeof one !== "boolean");
  const isSame = cases.every(({ verdict }) => verdict === first.verdict);
  const settled = isSame ? first : open(unclear === undefined ? "the source that the Pod sees" : unclear.why);
  if (settled.verdict === false && isOnHostNetwork(world, pod) === true) return open(whyOfHostNetwork(pod));
  return settled;
}

const open = (why: string): Settled => ({ verdict: { why }, by: null, of: [], asks: null });

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

function judgeAddress(flow: PolicyFlow, world: PolicyWorld, address: string | null): Settled {
  // Traffic to and from the node that a Pod is on is always allowed. Kubernetes, Network Policies.
  if (address !== null && ownNodeAddresses(world, flow.pod).includes(address))
    return withNode(flow, world, address);
  return settle(decide({ flow, world, address }));
}

/** What comes from its own node is let in by all: the kubelet's probes come from there. */
const withNode = (flow: PolicyFlow, world: PolicyWorld, address: string): Settled =>
  flow.direction === "ingress" ? ALLOWED : nearby(flow, world, address);

/** To its own node, and to itself: no NetworkPolicy can forbid it. What others forbid of it, their APIs leave open. */
function nearby(flow: PolicyFlow, world: PolicyWorld, address: string): Settled {
  const { verdict } = settle(decide({ flow, world: { ...world, policies: [] }, address }));
  return verdict === true ? ALLOWED : open("whether policies hold between a Pod and its own node, or itself");
}

/**
 * Tier by tier: those of the administrators, NetworkPolicies with those of Cilium, and what holds where none of these decides. Calico has
 * more of them. Of two network plugins whose policies are there, the API does not tell which of them enforces its own.
 */
function decide(seen: FlowSeen): readonly Outcome[] {
  if (!hasCalico(seen.world)) return usual(seen);
  if (!hasCilium(seen.world)) return calicoOutcomes(seen);
  const plugins = [usual(seen), calicoOutcomes(seen)].map((taken) => ({
    taken: passOn(taken, () => [{ does: "allow", by: null, why: null }]),
    falls: false,
  }));
  return amongEquals(plugins, "whether Calico or Cilium enforces policies here").taken;
}

const usual = (seen: FlowSeen): readonly Outcome[] =>
  passOn(
    passOn(adminOutcomes("Admin", seen), () => joined([...networkPolicies(seen), ...ciliumGuards(seen)])),
    () => adminOutcomes("Baseline", seen),
  );
