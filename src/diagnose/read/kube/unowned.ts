import type { Evidence } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { type Cluster, nearest, placeOf, usableOf } from "./cluster.ts";
import { connects, endOf, type Look } from "./looks.ts";

/** An endpoint that gets connections, at one read of it, and that nobody is behind. */
interface DeadEndpoint {
  readonly place: string;
  /** It surely is a Pod's address, and the looks came from where Pods are reached. */
  readonly isSure: boolean;
  readonly endpoints: Evidence<"kube-endpoints">;
  readonly records: readonly Evidence[];
}

/**
 * Endpoints whose address no Pod has, though it lies in a range of Pods, and where no look from inside the cluster was answered, not even
 * by a refusal: whoever refuses is there. An address of another range may be for whoever wrote it, a database outside of the cluster for
 * one: that one is not sure.
 */
export function deadAmongUnowned(evidence: readonly Evidence[], cluster: Cluster): readonly DeadEndpoint[] {
  const ranges = rangesOfPods(evidence);
  const own = ownOfNodes(evidence);
  return cluster.endpoints.flatMap((endpoints) => {
    const pods = nearest(cluster.pods, endpoints);
    if (pods === undefined) return [];
    return usableOf(endpoints.value)
      .filter(
        ({ address, target, isReady }) =>
          target === null && isReady && pods.value.unowned?.includes(address) === true && !own.has(address),
      )
      .flatMap((endpoint) => {
        const looks = ofKind(evidence, "service-look").filter(
          ({ value: { to, look } }) =>
            to === "endpoint" && look.address === endpoint.address && look.port === endpoint.port,
        );
        const inside = looks.filter(({ value }) => value.from !== "outside");
        const isSure = inside.length > 0 && ranges.some((range) => covers(range, endpoint.address));
        const telling = isSure ? inside : looks;
        const isDead = telling.length > 0 && telling.every(({ value }) => endOf(value) === "silent");
        // From where another endpoint is reached, this one would be.
        if (!isDead || !(isSure || answersBeside(evidence, endpoint, telling))) return [];
        return [{ place: placeOf(endpoint), isSure, endpoints, records: [endpoints, pods, ...telling] }];
      });
  });
}

/** Whether another endpoint is reached from where one is not. */
const answersBeside = (
  evidence: readonly Evidence[],
  { address }: { readonly address: string },
  looks: readonly Look[],
): boolean =>
  looks.every(({ vantage }) =>
    ofKind(evidence, "service-look").some(
      (one) =>
        one.vantage === vantage &&
        one.value.to === "endpoint" &&
        one.value.look.address !== address &&
        connects(one),
    ),
  );

/** The ranges that Pods have their addresses from, by the API, as they are seen at the nodes, and as a Pod has them on its own link. */
const rangesOfPods = (evidence: readonly Evidence[]): readonly string[] => [
  ...linksOfPods(evidence),
  ...ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes.flatMap(({ podRanges }) => podRanges)),
  ...ofKind(evidence, "node-network").flatMap(({ value }) => [
    ...value.sources.map(({ range }) => range),
    ...value.routes.map(({ range }) => range),
  ]),
];

/** Networks that a Pod from which was looked is directly connected to. */
function linksOfPods(evidence: readonly Evidence[]): readonly string[] {
  const pods = new Set(
    ofKind(evidence, "service-look")
      .filter(({ value }) => value.from === "pod")
      .map(({ vantage }) => vantage),
  );
  return ofKind(evidence, "local-routes")
    .filter(({ vantage }) => pods.has(vantage))
    .flatMap(({ value }) => value.routes)
    .filter(
      ({ gateway, type, destination }) => gateway === null && type === "unicast" && isNetwork(destination),
    )
    .map(({ destination }) => destination);
}

/** More than a single host, and not everything. */
const isNetwork = (destination: string): boolean => {
  const [address = "", bits = ""] = destination.split("/");
  return bits !== "" && Number(bits) >= 8 && Number(bits) < (address.includes(":") ? 128 : 32);
};

/** Addresses of nodes themselves: a bridge has one of its Pods' range. */
const ownOfNodes = (evidence: readonly Evidence[]): ReadonlySet<string> =>
  new Set([
    ...ofKind(evidence, "kube-nodes").flatMap(({ value }) =>
      value.nodes.flatMap(({ addresses }) => addresses),
    ),
    ...ofKind(evidence, "local-routes")
      .flatMap(({ value }) => value.interfaces.flatMap(({ addresses }) => addresses))
      .map((address) => address.split("/")[0] ?? ""),
  ]);
