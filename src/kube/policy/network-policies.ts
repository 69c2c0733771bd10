import { type Answer, every } from "./answer.ts";
import type { Guard } from "./guards.ts";
import { matchesPeers, type PeerSeen } from "./peers.ts";
import { guards, type Policy, policyFor } from "./policy.ts";
import { matchesPorts } from "./ports.ts";
import { isObject, rawObject } from "./raw.ts";
import { podLabels, portOwner } from "./world.ts";

/** What is asked of policies: one flow, of which one address is seen. */
export type FlowSeen = Omit<PeerSeen, "namespace">;

/** The NetworkPolicies of the guarded Pod's namespace that have a part for the direction, as they stand to a flow. */
export const networkPolicies = (seen: FlowSeen): readonly Guard[] =>
  policiesOf(seen).map((policy) => ({
    kind: "NetworkPolicy",
    policy: policy.name,
    selects: guards(policy, podLabels(seen.world, seen.flow.pod)),
    isolates: true,
    allows: policy.rules.map((rule) => matchesRule(rule, seen, policy)),
    denies: [],
  }));

const policiesOf = ({ flow, world }: FlowSeen): readonly Policy[] =>
  world.policies
    .flatMap((raw) => policyFor(raw, flow.direction) ?? [])
    .filter(({ namespace }) => namespace === flow.pod.namespace);

const UNREADABLE: Answer = { why: "a rule of no known form" };

function matchesRule(rule: unknown, seen: FlowSeen, { namespace }: Policy): Answer {
  if (!isObject(rule)) return UNREADABLE;
  const { from, to, ports } = rawObject(rule);
  const { flow } = seen;
  const peers = matchesPeers(flow.direction === "ingress" ? from : to, { ...seen, namespace });
  return withPorts(seen, peers, (packet) => matchesPorts(ports, packet));
}

/** What is matched of a packet by its port. */
type PortSeen = Parameters<typeof matchesPorts>[1];

/**
 * Peers and ports of a rule are joined. Where ranges may be matched before the Service's address is translated, so are the ports then.
 */
export function withPorts(
  { flow, world }: FlowSeen,
  peers: Answer,
  matchesPort: (packet: PortSeen) => Answer,
): Answer {
  const { port, protocol, service } = flow;
  const matches = matchesPort({ port, protocol, pod: portOwner(world, flow) });
  if (flow.direction === "ingress" || service === undefined || matches !== false)
    return every([peers, matches]);
  const before = matchesPort({ port: service.port, protocol, pod: null });
  return every([peers, typeof peers === "boolean" ? false : before]);
}
