import type { Ms } from "../../../base/index.ts";
import { familyOf, hostPort, isLoopback } from "../../../base/index.ts";
import type { Evidence, KubeContainer, KubePod, PodNetwork } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Cluster, clusterOf, isNoneUsable, leadsTo, named, serviceSlots, usableOf } from "./cluster.ts";
import { type Failure, failedBy, failuresOf, recordsOf } from "./failures.ts";
import { connects, endOf, type Look, looksAt } from "./looks.ts";

/** A process that has begun listens within so long, where no probe says that it is up before. */
const START_UP: Ms = 5_000;

/** Whether the Service leads to a port that its Pods do not declare, or that they declare and do not listen on. */
export const readTargetPort: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  const port = cluster?.service.value.port ?? null;
  if (cluster === null || port === null || port.protocol !== "TCP") return [];
  const failures = failedBy(failuresOf(evidence), "refused", "silent", "broken-off", "gateway");
  if (failures.length === 0) return [];
  const { targetPort } = port;
  const family = familyAsked(cluster, request);
  const seen = typeof targetPort === "string" ? ofName(targetPort, cluster, failures) : [];
  return [
    ...seen,
    ...cluster.pods.slice(-1).flatMap((pods) => ofPods(evidence, { cluster, pods, failures, family })),
  ];
};

/** The family that Pods are asked by; `null` where that is not known, as behind a proxy. */
function familyAsked({ service, endpoints }: Cluster, { address }: ReferenceRequest): 4 | 6 | null {
  if (address === null) return null;
  const own = endpoints.flatMap(({ value }) => value.endpoints.map((one) => one.address));
  return service.value.clusterIps.includes(address) || own.includes(address) ? familyOf(address) : null;
}

/** A name that no container of any Pod declares: then there is no endpoint for the port. Kubernetes, Service, "Port definitions". */
function ofName(name: string, cluster: Cluster, failures: readonly Failure[]): readonly Observation[] {
  const { pods, endpoints } = cluster;
  const isWhole = pods.every(
    ({ value }) =>
      value.isComplete && value.pods.filter(({ isSelected }) => isSelected).length >= value.selected,
  );
  const selected = pods.flatMap(({ value }) => value.pods.filter(({ isSelected }) => isSelected));
  const declares = (pod: KubePod) =>
    pod.containers.some(({ ports }) => ports.some((one) => one.name === name && one.protocol === "TCP"));
  if (selected.some(declares) || selected.length === 0 || !isWhole || endpoints.length === 0) return [];
  if (!endpoints.every(({ value }) => isNoneUsable(value))) return [];
  const declared = [...new Set(selected.flatMap((pod) => portsOf(pod)))];
  return observe("target-port-not-declared", true, {
    records: [cluster.service, ...pods, ...endpoints, ...recordsOf(failures)],
    slots: {
      ...serviceSlots(cluster),
      targetPort: `"${name}"`,
      podPorts: declared.length === 0 ? "no port" : declared.join(", "),
    },
  });
}

const portsOf = ({ containers }: KubePod): readonly string[] =>
  containers.flatMap(({ ports }) =>
    ports.map(({ port, name }) => (name === null ? `${port}` : `${port} (${name})`)),
  );

function ofPods(
  evidence: readonly Evidence[],
  {
    cluster,
    pods,
    failures,
    family,
  }: {
    readonly cluster: Cluster;
    readonly pods: Evidence<"kube-pods">;
    readonly failures: readonly Failure[];
    readonly family: 4 | 6 | null;
  },
): readonly Observation[] {
  return pods.value.pods
    .filter((pod) => isMeant(pod, cluster))
    .flatMap((pod) => {
      const port = portAt(pod, cluster);
      if (port === null) return [];
      const place = whereItListens(evidence, pod, { port, family });
      // What has begun to listen at the port itself, for nobody else, will not do so again for others.
      if (place === null || !(place.isBound ? areUp(pod) : runs(pod, pods.observedAt))) return [];
      const isDeclared = pod.containers.some(({ ports }) => ports.some((one) => one.port === port));
      const isMismatch = !isDeclared && place.isElsewhere;
      const slots = {
        ...serviceSlots(cluster),
        place: named(pod.id),
        pod: named(pod.id),
        podName: pod.id.name,
        targetPort: String(port),
        podPorts: portsOf(pod).join(", ") || "no port",
        podListens: place.words,
      };
      return observe(isMismatch ? "target-port-not-declared" : "pod-listens-elsewhere", true, {
        records: [cluster.service, pods, ...cluster.endpoints, ...place.records, ...recordsOf(failures)],
        slots,
      });
    });
}

/** The request may go to it: it gets connections, or would once it were ready. */
const isMeant = (pod: KubePod, { endpoints }: Cluster): boolean =>
  pod.deletedAt === null &&
  endpoints.some(({ value }) => isNoneUsable(value) || usableOf(value).some((one) => leadsTo(one, pod)));

const mainOf = ({ containers }: KubePod): readonly KubeContainer[] =>
  containers.filter(({ isInit }) => !isInit);

/** Its containers run. */
const areUp = (pod: KubePod): boolean =>
  pod.phase === "Running" &&
  mainOf(pod).length > 0 &&
  mainOf(pod).every(({ state, startedAt }) => state === "running" && startedAt !== null);

/** They do, and have had the time to listen. */
const runs = (pod: KubePod, now: number): boolean =>
  areUp(pod) &&
  mainOf(pod).every(
    ({ startedAt, isReady, readiness }) =>
      now - (startedAt ?? now) > START_UP || (isReady && readiness !== null && readiness.kind !== "exec"),
  );

/** The number that the Service's port stands for in a Pod. */
function portAt(pod: KubePod, { service, endpoints }: Cluster): number | null {
  const target = service.value.port?.targetPort ?? null;
  if (typeof target === "number") return target;
  const declared = pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.port;
  const endpoint = endpoints.flatMap(({ value }) => value.endpoints).find((one) => leadsTo(one, pod));
  return endpoint?.port ?? declared ?? null;
}

interface Listening {
  /** On another port, where others reach it. */
  readonly isElsewhere: boolean;
  /** At that port, where others do not reach it. */
  readonly isBound: boolean;
  readonly words: string;
  readonly records: readonly Evidence[];
}

/** Where a Pod listens in place of the port that it is asked at; `null` where it listens there, or it is not known. */
function whereItListens(
  evidence: readonly Evidence[],
  pod: KubePod,
  { port, family }: { readonly port: number; readonly family: 4 | 6 | null },
): Listening | null {
  const looks = looksAt(evidence, pod).filter(({ value }) => value.look.port === port);
  // Whoever connects to its address is proof that it listens there.
  if (looks.some((look) => look.value.to === "endpoint" && connects(look))) return null;
  const inside = ofKind(evidence, "pod-network").filter(({ value }) => isOf(value, pod));
  const read = inside.filter(({ value }) => value.listeners !== null);
  if (read.length > 0) {
    const listeners = read.map(({ value }) => value.listeners ?? []);
    if (
      listeners.some((some) => some.some((one) => one.port === port && isReached(one.address, pod, family)))
    )
      return null;
    const last = listeners.at(-1) ?? [];
    if (last.length === 0) return null;
    return {
      isElsewhere: last.some((one) => one.port !== port && isReached(one.address, pod, family)),
      isBound: last.some((one) => one.port === port),
      words: last
        .map(({ address, port: own }) => hostPort(address, own))
        .slice(0, 8)
        .join(", "),
      records: read,
    };
  }
  return bySight(looks, pod, port);
}

/** The same by the looks alone: refused, where a passing probe of the kubelet says nothing else. */
function bySight(looks: readonly Look[], pod: KubePod, port: number): Listening | null {
  const refused = looks.filter(({ value }) => value.to === "endpoint" && endOf(value) === "refused");
  const own = looks.filter(({ value }) => value.to === "loopback");
  const probed = pod.containers.flatMap(({ readiness, isReady, ports }) =>
    readiness === null || !isReady || (readiness.kind !== "http" && readiness.kind !== "tcp")
      ? []
      : [numberOf(readiness.port, ports)],
  );
  if (refused.length === 0 || probed.includes(port)) return null;
  if (own.some(connects))
    return {
      isElsewhere: false,
      isBound: true,
      words: `${hostPort(own[0]?.value.look.address ?? "127.0.0.1", port)} alone`,
      records: [...refused, ...own],
    };
  const other = probed.find((one) => one !== null);
  if (other != null)
    return {
      isElsewhere: true,
      isBound: false,
      words: `port ${other}, by its readiness probe`,
      records: refused,
    };
  // A filter between may refuse as well; between a Pod and its own node, or in the Pod itself, stands none.
  const near = [...refused, ...own].filter(
    ({ value }) =>
      endOf(value) === "refused" &&
      (value.from === "server-pod" ||
        (value.from === "node" && value.node !== null && value.node === value.podNode)),
  );
  const declares = pod.containers.some(({ ports }) => ports.some(({ protocol }) => protocol === "TCP"));
  return near.length === 0
    ? null
    : {
        isElsewhere: declares,
        isBound: false,
        words: "no address at that port",
        records: [...refused, ...near],
      };
}

const numberOf = (port: number | string | null, ports: KubeContainer["ports"]): number | null =>
  typeof port === "string" ? (ports.find(({ name }) => name === port)?.port ?? null) : port;

const isOf = ({ pod }: PodNetwork, { id }: KubePod): boolean =>
  pod.uid !== null && id.uid !== null ? pod.uid === id.uid : named(pod) === named(id);

/** Whether a listener's address takes what comes to the Pod's. */
const isReached = (address: string, { addresses }: KubePod, family: 4 | 6 | null): boolean =>
  !isLoopback(address) &&
  (isAny.has(address) || address === ANY4 || addresses.includes(address)) &&
  // What listens on all addresses of IPv6 takes IPv4 as well, unless it says otherwise (ipv6(7), IPV6_V6ONLY); of IPv4, never IPv6.
  (family === null || isAny.has(address) || familyOf(address) === family);

const ANY4 = "0.0.0.0";
const isAny: ReadonlySet<string> = new Set(["::", "*"]);
