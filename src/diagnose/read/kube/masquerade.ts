import { isPrivateAddress } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { clusterOf, usableOf } from "./cluster.ts";
import { failedBy, failuresOf, recordsOf } from "./failures.ts";

/**
 * Whether a Pod's request leaves the cluster with the Pod's own address and no answer comes, while others that leave by another address
 * are answered. Where Pods have addresses that the network around knows, keeping them is right: so it takes both.
 */
export const readMasquerade: Reader = (evidence, { address, client, clientAddress }) => {
  const felt = failedBy(failuresOf(evidence), "silent", "lookup");
  const networks = ofKind(evidence, "node-network");
  if (clientAddress === null || !isPrivateAddress(clientAddress) || felt.length === 0) return [];
  const outside = outsideOf(evidence, address);
  if (outside === null) return [];
  return networks.flatMap((record) => {
    const source = record.value.sources.find(({ range }) => covers(range, clientAddress));
    if (source?.outcome !== "kept") return [];
    const elsewhere = networks.filter(
      ({ value }) =>
        value.node !== record.value.node && value.sources.some(({ outcome }) => outcome === "masqueraded"),
    );
    const passing = ofKind(evidence, "tcp-connect").filter(
      ({ vantage, value }) =>
        vantage !== client && value.address === outside && value.outcome === "connected",
    );
    const isTold = elsewhere.length > 0 || passing.length > 0;
    return observe("pod-address-leaves", true, {
      records: [record, ...elsewhere, ...passing, ...recordsOf(felt)],
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

/** The address outside the cluster that the request ends at: its own, or the endpoint's that the Service stands for. */
function outsideOf(evidence: readonly Evidence[], address: string | null): string | null {
  const cluster = clusterOf(evidence);
  const nodes = ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes);
  if (nodes.length === 0) return null;
  const isOutside = (one: string) =>
    !nodes.some(
      ({ addresses, podRanges }) => addresses.includes(one) || podRanges.some((range) => covers(range, one)),
    );
  const own = cluster?.service.value.clusterIps ?? [];
  if (address !== null && own.includes(address)) {
    const endpoints = cluster?.endpoints.flatMap(({ value }) => usableOf(value)) ?? [];
    const [first] = endpoints;
    return first !== undefined && endpoints.every((one) => isOutside(one.address)) ? first.address : null;
  }
  return address !== null && isOutside(address) ? address : null;
}
