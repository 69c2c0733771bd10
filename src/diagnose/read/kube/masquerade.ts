import { isPrivateAddress } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { clusterOf, usableOf } from "./cluster.ts";
import { failedBy, failuresAnywhere, recordsOf } from "./failures.ts";
import { connects, endOf } from "./looks.ts";

/**
 * Whether a Pod's request leaves the cluster with the Pod's own address and no answer comes, while others that leave by another address
 * are answered. Where Pods have addresses that the network around knows, keeping them is right: so it takes both.
 */
export const readMasquerade: Reader = (evidence, { address, client, clientAddress }) => {
  const felt = failedBy(failuresAnywhere(evidence), "silent", "lookup");
  const networks = ofKind(evidence, "node-network");
  if (clientAddress === null || !isPrivateAddress(clientAddress) || felt.length === 0) return [];
  const outside = outsideOf(evidence, address);
  if (outside === null) return [];
  const policies = ownPolicies(evidence);
  const isSeen = networks.some(({ value }) =>
    value.sources.some(({ range }) => covers(range, clientAddress)),
  );
  // What a Pod sends and no policy keeps back dies in silence, and its node may not be looked at: then this is one of the reasons.
  const isSilent =
    felt.every(({ way }) => way === "silent") && !isEverAnswered(evidence, { outside, client });
  if (!isSeen && policies.areRead && !policies.mayKeep && isSilent)
    return observe("pod-address-leaves", true, {
      records: [...policies.records, ...recordsOf(felt)],
      strength: "suggests",
      slots: { place: client, leavingNode: "NODE", podRange: clientAddress, outside },
    });
  return networks.flatMap((record) => {
    const source = record.value.sources.find(({ range }) => covers(range, clientAddress));
    if (source?.outcome !== "kept") return [];
    const elsewhere = networks.filter(
      ({ value }) =>
        value.node !== record.value.node && value.sources.some(({ outcome }) => outcome === "masqueraded"),
    );
    const passing = answeredOthers(evidence, { outside, client, node: record.value.node });
    const tracked = trackedAt(record.vantage, evidence, { outside, clientAddress });
    const isTold =
      !policies.mayKeep &&
      (elsewhere.length > 0 || (tracked.length > 0 && policies.areRead && passing.length > 0));
    return observe("pod-address-leaves", true, {
      records: [record, ...elsewhere, ...tracked, ...passing, ...policies.records, ...recordsOf(felt)],
      strength: isTold ? "states" : "suggests",
      slots: {
        place: record.vantage,
        leavingNode: record.value.node ?? "NODE",
        podRange: source.range,
        outside,
      },
    });
  });
};

/** Whether a connection of the client's own ever came about. */
const isEverAnswered = (
  evidence: readonly Evidence[],
  { outside, client }: { readonly outside: string; readonly client: string },
): boolean =>
  ofKind(evidence, "tcp-connect").some(
    ({ vantage, value }) => vantage === client && value.address === outside && value.outcome === "connected",
  );

/**
 * The same asked from elsewhere and answered: by another vantage, or by the very node that the Pod's packets leave, which has an address
 * of its own to send from. Where the Pod's own look is answered too, nothing is told.
 */
function answeredOthers(
  evidence: readonly Evidence[],
  {
    outside,
    client,
    node,
  }: { readonly outside: string; readonly client: string; readonly node: string | null },
): readonly Evidence[] {
  const looks = ofKind(evidence, "service-look").filter(({ value }) => value.look.address === outside);
  const own = looks.filter(({ vantage }) => vantage === client);
  if (own.some(connects)) return [];
  const isKept = own.some(({ value }) => endOf(value) === "silent");
  return [
    ...ofKind(evidence, "tcp-connect").filter(
      ({ vantage, value }) =>
        vantage !== client && value.address === outside && value.outcome === "connected",
    ),
    ...looks.filter(
      (look) =>
        isKept && look.value.from === "node" && node !== null && look.value.node === node && connects(look),
    ),
  ];
}

/**
 * What a node tracks of flows that left it with the Pod's own address and got no answer: an entry is kept only once its first packet has
 * passed all filters of that node. Linux, nf_conntrack_confirm.
 */
const trackedAt = (
  at: string,
  evidence: readonly Evidence[],
  { outside, clientAddress }: { readonly outside: string; readonly clientAddress: string },
): readonly Evidence[] =>
  ofKind(evidence, "connection-tracking").filter(
    ({ vantage, value }) =>
      vantage === at &&
      value.flow.some(
        ({ isReplied, original, reply }) =>
          !isReplied &&
          original.source === clientAddress &&
          reply.source === outside &&
          reply.destination === clientAddress,
      ),
  );

/** Whether a policy of the client's Pod may be what keeps its packets back: one that isolates it, or one that was not read. */
function ownPolicies(evidence: readonly Evidence[]): {
  readonly mayKeep: boolean;
  readonly areRead: boolean;
  readonly records: readonly Evidence[];
} {
  const own = ofKind(evidence, "network-policy").filter(({ value }) => value.direction === "egress");
  const isFree = ({ value }: Evidence<"network-policy">) =>
    value.verdict === "allowed" &&
    value.unread.length === 0 &&
    (value.isolating.length === 0 || value.of === "request");
  // What is said of the request itself goes before what is said of its question to DNS.
  const asked = own.filter(({ value }) => value.of === "request");
  const telling = asked.length > 0 ? asked : own;
  const free = telling.filter(isFree);
  return { mayKeep: free.length < telling.length, areRead: free.length > 0, records: free };
}

/** The address outside the cluster that the request ends at: its own, or the endpoint's that the Service stands for. */
function outsideOf(evidence: readonly Evidence[], address: string | null): string | null {
  const cluster = clusterOf(evidence);
  const nodes = ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes);
  if (nodes.length === 0) return null;
  // A network that hands out addresses by itself does not keep to the ranges that the API tells.
  const ranges = [
    ...nodes.flatMap(({ podRanges }) => podRanges),
    ...ofKind(evidence, "node-network").flatMap(({ value }) =>
      [...value.sources, ...value.routes].map(({ range }) => range),
    ),
  ];
  const isOutside = (one: string) =>
    !nodes.some(({ addresses }) => addresses.includes(one)) && !ranges.some((range) => covers(range, one));
  const own = cluster?.service.value.clusterIps ?? [];
  if (address !== null && own.includes(address)) {
    const endpoints = cluster?.endpoints.flatMap(({ value }) => usableOf(value)) ?? [];
    const [first] = endpoints;
    const isAway = endpoints.every((one) => one.target?.kind !== "Pod" && isOutside(one.address));
    return first !== undefined && isAway ? first.address : null;
  }
  return address !== null && isOutside(address) ? address : null;
}
