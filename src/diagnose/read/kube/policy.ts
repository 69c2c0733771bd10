import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { clusterOf, isWhole, serviceSlots, usableOf } from "./cluster.ts";
import { type Failure, failedBy, failuresOf, recordsOf } from "./failures.ts";
import type { Look } from "./looks.ts";
import { type Seen, seenOf } from "./policy-seen.ts";
import { doubtedSlots, policySlots, unreadPolicySlots } from "./policy-words.ts";

/**
 * Whether the NetworkPolicies of the cluster deny this flow, and the flow is seen to be kept back while others come through: what the
 * objects say alone is no verdict, since it is for the network plugin to do it, or not.
 */
export const readPolicies: Reader = (evidence, request) => {
  const failures = failuresOf(evidence);
  return [
    ...ofUnread(evidence, failures, request),
    ...inOneVoice(
      ofKind(evidence, "network-policy").flatMap((flow) =>
        flow.value.of === "dns" ? ofDns(flow, failures) : ofRequest(flow, evidence, { failures, request }),
      ),
    ),
  ];
};

/** What is denied to several Pods alike is told of the first of them. */
const inOneVoice = (observations: readonly Observation[]): readonly Observation[] =>
  observations.map((one) => {
    const alike = observations.find(
      ({ name, holds, strength }) => name === one.name && holds === one.holds && strength === one.strength,
    );
    return alike === undefined || !one.holds ? one : { ...one, slots: alike.slots };
  });

/** What is silent may be kept back by a policy that nobody could read: a filter like any other, and not one on the way. */
function ofUnread(
  evidence: readonly Evidence[],
  failures: readonly Failure[],
  { client }: ReferenceRequest,
): readonly Observation[] {
  const felt = failedBy(failures, "silent");
  const cluster = clusterOf(evidence);
  const isOfPods = cluster?.endpoints.some(({ value }) =>
    usableOf(value).some(({ target }) => target !== null),
  );
  const isDecided = ofKind(evidence, "network-policy").some(
    ({ value }) => value.of !== "dns" && value.verdict !== "unknown",
  );
  if (cluster === null || isOfPods !== true || felt.length === 0 || isDecided) return [];
  const records = recordsOf(felt);
  const { namespace: guardedNamespace } = cluster.service.value;
  const slots = {
    ...serviceSlots(cluster),
    guardedNamespace,
    ...unreadPolicySlots(guardedNamespace),
  };
  const isPod = ofKind(evidence, "service-look").some(
    ({ vantage, value }) => vantage === client && value.from === "pod",
  );
  return [
    ...observe("policy-may-deny", true, { records, slots }),
    ...observe("policy-denies-ingress", true, { records, slots, strength: "suggests" }),
    ...(isPod ? observe("policy-denies-egress", true, { records, slots, strength: "suggests" }) : []),
  ];
}

const saying = { ingress: "policy-denies-ingress", egress: "policy-denies-egress" } as const;

function ofRequest(
  flow: Evidence<"network-policy">,
  evidence: readonly Evidence[],
  { failures, request }: { readonly failures: readonly Failure[]; readonly request: ReferenceRequest },
): readonly Observation[] {
  const { direction, verdict } = flow.value;
  const name = saying[direction];
  const seen = seenOf(flow, evidence, request);
  // What is allowed without translation may be denied with it, and the other way round.
  if (flow.value.of === "direct" && verdict !== "denied") return [];
  const doubted = ofDoubted(flow, seen, { evidence, failures });
  if (verdict === "allowed")
    return [
      ...doubted,
      ...(flow.value.unread.length === 0 && doubted.length === 0
        ? observe(name, false, { records: [flow], strength: "suggests" })
        : []),
      ...(seen.kept.length > 0 && seen.passes.length > 0 && flow.value.unread.length === 0
        ? disagree(flow, [...seen.kept, ...seen.passes], "allow it, and it is kept back")
        : []),
    ];
  if (verdict === "unknown") return ofUnknownAsker(flow, evidence, { seen, failures });
  if (seen.through.length > 0) return disagree(flow, seen.through, "deny it, and it comes through");
  const felt = failedBy(failures, "silent", "refused", "gateway");
  if (felt.length === 0) return [];
  // Of several endpoints the request may have met another one: then a look at this one says that it is kept back.
  const isKept = seen.kept.length > 0 || isOnlyEndpoint(flow, evidence);
  const probed = probedOf(flow, evidence);
  const isServed = seen.passes.length > 0 || (probed.length > 0 && seen.failsAtNodes.length === 0);
  return observe(name, true, {
    records: [flow, ...seen.kept, ...seen.passes, ...probed, ...recordsOf(felt)],
    strength: isServed && isKept ? "states" : "suggests",
    slots: policySlots(flow),
  });
}

const UNKNOWN_ASKER =
  "by which address the Pod sees the proxy that asks it, and so what its policies say, is not known";

/**
 * Policies guard the Pod, and who asks it in the client's place is not known, nor by which address the Pod sees it: whether they keep it
 * back is open, where a gateway is kept from its server.
 */
function ofUnknownAsker(
  flow: Evidence<"network-policy">,
  evidence: readonly Evidence[],
  { seen, failures }: { readonly seen: Seen; readonly failures: readonly Failure[] },
): readonly Observation[] {
  const { direction, isolating } = flow.value;
  const cluster = clusterOf(evidence);
  const felt = failedBy(failures, "gateway");
  const isOpen = direction === "ingress" && isolating.length > 0 && seen.through.length === 0;
  if (!isOpen || felt.length === 0 || cluster === null) return [];
  const records = [flow, ...seen.kept, ...recordsOf(felt)];
  const told = {
    records,
    slots: { ...serviceSlots(cluster), ...policySlots(flow), policyDoubt: UNKNOWN_ASKER },
  };
  return [
    ...observe("policy-may-deny", true, told),
    ...observe("policy-denies-ingress", true, { ...told, strength: "suggests" }),
  ];
}

/**
 * What administrators' policies allow and NetworkPolicies do not, and is kept back: few network plugins enforce the former, and which of
 * them this one does nothing tells.
 */
function ofDoubted(
  flow: Evidence<"network-policy">,
  seen: Seen,
  { evidence, failures }: { readonly evidence: readonly Evidence[]; readonly failures: readonly Failure[] },
): readonly Observation[] {
  const cluster = clusterOf(evidence);
  const felt = failedBy(failures, "silent");
  const words = doubtedSlots(flow);
  if (cluster === null || words === null || felt.length === 0 || seen.kept.length === 0) return [];
  const records = [flow, ...seen.kept, ...seen.passes, ...recordsOf(felt)];
  const slots = { ...words, ...serviceSlots(cluster) };
  return [
    ...observe("policy-may-deny", true, { records, slots }),
    ...observe(saying[flow.value.direction], true, { records, slots, strength: "suggests" }),
  ];
}

/**
 * What says that the Pod is ready by a probe over its network: its kubelet reaches it there, which no policy may hinder. Kubernetes,
 * Network Policies: traffic to and from the node of a Pod is always allowed.
 */
function probedOf(
  { value }: Evidence<"network-policy">,
  evidence: readonly Evidence[],
): readonly Evidence<"kube-pods">[] {
  const server = value.direction === "ingress" ? value.pod : value.peer.pod;
  const overNetwork = new Set<string | undefined>(["http", "tcp", "grpc"]);
  const last = ofKind(evidence, "kube-pods").findLast(({ value: read }) =>
    read.pods.some(({ id }) => id.uid === server?.uid),
  );
  const pod = last?.value.pods.find(({ id }) => id.uid === server?.uid);
  const isProbed =
    pod?.isReady === true && pod.containers.some(({ readiness }) => overNetwork.has(readiness?.kind));
  return last !== undefined && server !== null && isProbed ? [last] : [];
}

/** Whether the request can end at no other Pod than the one that the flow leads to. */
function isOnlyEndpoint({ value }: Evidence<"network-policy">, evidence: readonly Evidence[]): boolean {
  const server = value.direction === "ingress" ? value.pod : value.peer.pod;
  const endpoints = clusterOf(evidence)?.endpoints ?? [];
  return (
    server !== null &&
    endpoints.length > 0 &&
    endpoints.every(({ value: read }) => {
      const usable = usableOf(read);
      return isWhole(read) && usable.length === 1 && usable[0]?.target?.uid === server.uid;
    })
  );
}

const disagree = (
  flow: Evidence<"network-policy">,
  looks: readonly Look[],
  disagreement: string,
): readonly Observation[] =>
  observe("policy-not-as-observed", true, {
    records: [flow, ...looks],
    slots: { ...policySlots(flow), disagreement },
  });

/** The Pod's question to the cluster's DNS: it is denied, and no answer came. */
function ofDns(flow: Evidence<"network-policy">, failures: readonly Failure[]): readonly Observation[] {
  const { verdict, direction, unread } = flow.value;
  if (direction !== "egress") return [];
  if (verdict === "allowed")
    return unread.length === 0
      ? observe("policy-denies-dns", false, { records: [flow], strength: "suggests" })
      : [];
  const felt = failedBy(failures, "lookup");
  if (verdict !== "denied" || felt.length === 0 || !felt.every(isUnanswered)) return [];
  return observe("policy-denies-dns", true, {
    records: [flow, ...recordsOf(felt)],
    slots: policySlots(flow),
  });
}

/** No word came: what answers, if only by a refusal, was reached. */
const isUnanswered = ({ records }: Failure): boolean =>
  ofKind(records, "name-lookup").every(
    ({ value }) =>
      value.outcome !== "resolved" &&
      value.questions.every(({ outcome }) => outcome === "silent" || outcome === "unreachable"),
  );
