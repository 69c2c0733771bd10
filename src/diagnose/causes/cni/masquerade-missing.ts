import type { Cause } from "../../cause.ts";

/** A Pod's packets leave the cluster with an address that nobody outside can answer. */
export const masqueradeMissing: Cause = {
  id: "masquerade-missing",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: ["pod-address-leaves"],
  may: [],
  never: [],
  proves: [{ "pod-address-leaves": true }],
  explains: ["syn-unanswered", "connect-unreachable", "deadline-missed"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "on the node: nft list ruleset | grep -i masquerade; tcpdump -ni any host {outside}",
  summary:
    "packets of Pods ({podRange}) leave node {leavingNode} untranslated to {outside}: no answer finds its way back",
  fix: [
    "nft add rule ip nat postrouting ip saddr {podRange} ip daddr != {podRange} masquerade, or switch it on where it is configured: ipMasq of the bridge plugin, ip-masq-agent, natOutgoing",
    "Compare the rules with those of a node that works: nft list ruleset",
  ],
  prevention: ["Let the same agent configure each node, and test the way out from a Pod of each new one"],
  source: "Kubernetes, Cluster Networking; CNI bridge plugin, ipMasq; ip-masq-agent",
};
