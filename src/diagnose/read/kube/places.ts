import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { followWay } from "../../way.ts";
import { ofKind } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { endOf } from "./looks.ts";

/** Where the request starts, in the cluster's own words. */
export interface Start {
  /** The node that it starts at, or whose Pod it starts in; `null` where it is none, or not known. */
  readonly node: string | null;
  /** It starts in a Pod, with an address of its own. */
  readonly isPod: boolean;
}

/** The node that a vantage is, by what was read there, or by its addresses. */
export function nodeAt(vantage: string, evidence: readonly Evidence[]): string | null {
  const read = [...ofKind(evidence, "service-datapath"), ...ofKind(evidence, "node-network")].find(
    (record) => record.vantage === vantage && record.value.node !== null,
  );
  if (read !== undefined) return read.value.node;
  const own = ofKind(evidence, "local-routes")
    .filter((record) => record.vantage === vantage)
    .flatMap(({ value }) => value.interfaces.flatMap(({ addresses }) => addresses))
    .map((address) => address.split("/")[0] ?? "");
  const node = ofKind(evidence, "kube-nodes")
    .flatMap(({ value }) => value.nodes)
    .find(({ addresses }) => addresses.some((address) => own.includes(address)));
  return node?.name ?? null;
}

/** Where the request starts. */
export function startOf(evidence: readonly Evidence[], { client, clientAddress }: ReferenceRequest): Start {
  const nodes = ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes);
  const own = ownAddresses(evidence, client, clientAddress);
  const isNode = nodes.some(({ addresses }) => addresses.some((address) => own.includes(address)));
  const home = isNode
    ? undefined
    : nodes.find(({ podRanges }) => own.some((address) => podRanges.some((range) => covers(range, address))));
  if (home !== undefined) return { node: home.name, isPod: true };
  const guarded = ofKind(evidence, "network-policy").some(({ value }) => value.direction === "egress");
  const ofPod = ofKind(evidence, "service-look").find(
    (record) => record.vantage === client && record.value.from === "pod",
  );
  if (ofPod !== undefined || (guarded && !isNode)) return { node: ofPod?.value.node ?? null, isPod: true };
  return { node: nodeAt(client, evidence), isPod: false };
}

/** Addresses of the vantage itself; a node's interfaces bear addresses of its Pods' range too, so its own come first. */
const ownAddresses = (
  evidence: readonly Evidence[],
  client: string,
  clientAddress: string | null,
): readonly string[] => [
  ...(clientAddress === null ? [] : [clientAddress]),
  ...ofKind(evidence, "local-routes")
    .filter(({ vantage }) => vantage === client)
    .flatMap(({ value }) => value.interfaces.flatMap(({ addresses }) => addresses))
    .map((address) => address.split("/")[0] ?? ""),
];

/**
 * The nodes that translate the Service's address for this request: where it starts, else those that it passes up to the first that has an
 * entry for it, else the one that is the first on its way, else those where it fails.
 */
export function translatingNodes(
  evidence: readonly Evidence[],
  start: Start,
  client: string,
): ReadonlySet<string> {
  if (start.node !== null) return new Set([start.node]);
  const passed = followWay(evidence, client, "forward").passed.flatMap(
    (vantage) => nodeAt(vantage, evidence) ?? [],
  );
  if (passed.length > 0) {
    const entry = passed.findIndex((node) =>
      ofKind(evidence, "service-datapath").some(
        ({ value }) => value.node === node && value.outcome !== "missing" && value.outcome !== "unknown",
      ),
    );
    // Behind it, what comes has the address of an endpoint.
    return new Set(entry < 0 ? passed : passed.slice(0, entry + 1));
  }
  const entrance = firstNode(evidence, client);
  if (entrance !== null) return new Set([entrance]);
  const failing = ofKind(evidence, "service-look").filter(
    ({ value }) => value.to === "cluster-ip" && ["refused", "silent"].includes(endOf(value)),
  );
  return new Set(failing.flatMap(({ value }) => value.node ?? []));
}

/** The node that a vantage hands the request's packets to; `null` where its gateway is none. */
function firstNode(evidence: readonly Evidence[], client: string): string | null {
  const gateway = ofKind(evidence, "route-decision").findLast(
    ({ vantage, value }) => vantage === client && value.way === "forward",
  )?.value.gateway;
  if (gateway == null) return null;
  const nodes = ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes);
  return nodes.find(({ addresses }) => addresses.includes(gateway))?.name ?? null;
}
