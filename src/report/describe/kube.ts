import { hostPort } from "../../base/index.ts";
import {
  type DebugContainer,
  type KubeContainer,
  type KubeName,
  type KubePod,
  type NetworkPolicyFlow,
  policyText,
  type ServiceDatapath,
  type ServiceLook,
  type UpstreamLook,
} from "../../evidence/index.ts";
import { duration } from "../units.ts";
import { count, type Describers, inWords, list } from "./describer.ts";

/** Kinds about a cluster: what its API says and what its nodes do. */
export const describeKube: Describers<
  | "kube-service"
  | "kube-endpoints"
  | "kube-pods"
  | "kube-makers"
  | "kube-events"
  | "component-log"
  | "kube-nodes"
  | "kube-routes"
  | "network-policy"
  | "service-datapath"
  | "node-network"
  | "debug-container"
  | "pod-network"
  | "service-look"
> = {
  "kube-service": ({ namespace, name, outcome, type, clusterIps, port, selector }) => {
    const named = `Service ${namespace}/${name}`;
    if (outcome === "no-namespace") return `${named}: there is no namespace ${namespace}`;
    if (outcome === "missing") return `${named}: there is none of that name`;
    const to = port === null ? "without the asked port" : `port ${port.port} to ${port.targetPort}`;
    const by = selector === null ? "no selector" : labelsOf(selector);
    return `${named}: ${type ?? "of no known type"} ${list(clusterIps)}, ${to}, ${by}`;
  },
  "kube-endpoints": ({ namespace, service, total, ready, terminating }) =>
    `${namespace}/${service}: ${count(total, "endpoint")}, ${ready} ready${terminating === 0 ? "" : `, ${terminating} terminating`}`,
  "kube-pods": ({ namespace, service, selected, selectedReady, pods, gone, unowned = [], ended = [] }) => {
    const ill = pods.filter((pod) => !pod.isReady || pod.containers.some(({ restarts }) => restarts > 0));
    const lost = gone.length === 0 ? "" : `; ${count(gone.length, "endpoint")} of Pods that are no more`;
    const nobody = unowned.length === 0 ? "" : `; no Pod has ${list(unowned, 4)}`;
    const over = ended.length === 0 ? "" : `; ${count(ended.length, "Pod")} ended of late`;
    const told = ill.length === 0 ? "" : `: ${list(ill.map(podOf), 3)}`;
    return `Pods of ${namespace}/${service}: ${selectedReady} of ${selected} ready${lost}${nobody}${over}${told}`;
  },
  "kube-makers": ({ namespace, service, makers }) =>
    `what makes Pods for ${namespace}/${service}: ${list(
      makers.map(
        ({ kind, name, wanted, hindrance }) =>
          `${kind} ${name}${wanted === null ? "" : ` (${wanted} wanted)`}${hindrance === null ? "" : `: ${hindrance}`}`,
      ),
      3,
    )}`,
  "kube-events": ({ events }) =>
    events.length === 0
      ? "no events of these objects"
      : list(
          events.slice(-4).map(({ about, reason, times }) => `${about.name} ${reason} ${times} times`),
          4,
        ),
  "component-log": ({ namespace, pod, complaints }) =>
    `${namespace}/${pod} logs: ${list(
      complaints.map(({ text, count: times }) => (times === 1 ? text : `${text} (and ${times - 1} like it)`)),
      3,
    )}`,
  "kube-nodes": ({ nodes }) => {
    const ill = nodes.filter(({ ready }) => ready !== "yes");
    if (ill.length === 0) return `${count(nodes.length, "node")}, all ready`;
    return `${count(nodes.length, "node")}: ${list(ill.map(({ name, reason }) => `${name} not ready (${reason ?? "no reason told"})`))}`;
  },
  "kube-routes": ({ host, path, routes }) =>
    `${host}${path} leads to ${list(
      routes.map(
        ({ kind, namespace, name, service }) =>
          `Service ${service.namespace}/${service.service} by ${kind} ${namespace}/${name}`,
      ),
    )}`,
  "network-policy": (flow) =>
    `${flow.direction} of ${nameOf(flow.pod)} ${flow.direction === "ingress" ? "from" : "to"} ${
      flow.peer.pod === null ? flow.peer.address : nameOf(flow.peer.pod)
    }, ${flow.protocol} ${flow.port}: ${verdictOf(flow)}`,
  "service-datapath": (datapath) =>
    `${datapath.node ?? "this node"}, ${datapath.mode}: ${hostPort(datapath.address, datapath.port)} ${outcomeOf(datapath)}`,
  "node-network": ({ node, forwards, forwardDropped, routes, sources }) => {
    const lost = routes.filter(({ outcome }) => outcome === "missing" || outcome === "refused");
    const parts = [
      forwards === false ? "does not forward" : "",
      forwardDropped === null ? "" : `drops what it forwards (${forwardDropped})`,
      lost.length === 0 ? "" : `no route to ${list(lost.map((route) => `${route.range} of ${route.node}`))}`,
      ...sources.map(({ range, outcome }) => (outcome === "kept" ? `${range} leaves it unmasked` : "")),
    ].filter((part) => part !== "");
    const found = lost.length === 0 ? `routes to ${count(routes.length, "range")} of other nodes` : "";
    return `${node ?? "this node"}: ${[...parts, ...(found === "" ? [] : [found])].join(", ")}`;
  },
  "debug-container": (added) => debugContainerOf(added),
  "pod-network": ({ pod, listeners, nameservers, ndots, mtu }) =>
    `${nameOf(pod)}: ${
      listeners === null
        ? "its listeners are not seen"
        : `listens at ${list(listeners.map(({ address, port }) => hostPort(address, port)))}`
    }, asks ${list(nameservers)}${ndots === null ? "" : ` with ndots ${ndots}`}${mtu === null ? "" : `, MTU ${mtu}`}`,
  "service-look": (look) => `${stepOf(look)}: ${endOf(look.look)}`,
};

const debugContainerOf = ({ pod, container, image, endsAfter, notStarted }: DebugContainer): string =>
  `${nameOf(pod)}: container ${container} of ${image} was added, ${
    notStarted === null
      ? `whose process ends by itself after ${duration(endsAfter)}`
      : `and did not start: ${notStarted}`
  }`;

const nameOf = ({ namespace, name }: KubeName): string => (namespace === "" ? name : `${namespace}/${name}`);

const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  `selector ${list(
    Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    4,
  )}`;

function podOf({ id, phase, isReady, deletedAt, unscheduled, containers }: KubePod): string {
  if (deletedAt !== null) return `${id.name} is being ended`;
  if (unscheduled !== null) return `${id.name} has no node (${unscheduled})`;
  const ill = containers.find(
    ({ reason, restarts, exits }) => reason !== null || restarts > 0 || exits.length > 0,
  );
  const why = ill === undefined ? "" : ` (${containerOf(ill)})`;
  return `${id.name} ${isReady ? "ready" : phase === "Running" ? "not ready" : phase}${why}`;
}

function containerOf({ name, reason, restarts, exits }: KubeContainer): string {
  const last = exits.at(-1);
  const parts = [
    reason ?? "",
    last === undefined
      ? ""
      : `last ended ${last.reason ?? ""}${last.code === null ? "" : ` with ${last.code}`}`.trim(),
    restarts === 0 ? "" : `${count(restarts, "restart")}`,
  ].filter((part) => part !== "");
  return `${name}: ${parts.join(", ")}`;
}

function verdictOf({ verdict, isolating, allowedBy, deniedBy, unread }: NetworkPolicyFlow): string {
  if (verdict === "unknown") return `not known: ${list(unread)} not read`;
  if (deniedBy != null) return `denied by rule ${deniedBy.rule} of ${policyText(deniedBy)}`;
  if (allowedBy !== null)
    return `allowed by rule ${allowedBy.rule} of ${policyText({ kind: "NetworkPolicy", ...allowedBy })}${
      unread.length === 0 ? "" : `, but for ${list(unread)}`
    }`;
  if (isolating.length === 0) return `${verdict}, no policy isolates the Pod`;
  return `${verdict}: no rule of ${list(isolating)} allows it`;
}

function outcomeOf({ outcome, backends, untranslated = [], others }: ServiceDatapath): string {
  const placesOf = (ends: ServiceDatapath["backends"]) =>
    list(ends.map((one) => hostPort(one.address, one.port)));
  const empty = `is not translated for ${placesOf(untranslated)}: a chain without a rule`;
  if (outcome === "empty") return empty;
  if (outcome === "balances")
    return `goes to ${placesOf(backends)}${untranslated.length === 0 ? "" : `, and ${empty}`}`;
  if (outcome === "missing") return `is not programmed (${count(others, "other Service")} are)`;
  return inWords({ rejects: "is rejected: no endpoint", drops: "is dropped: no endpoint" }, outcome);
}

function stepOf({ from, node, to, pod }: ServiceLook): string {
  const start = inWords(
    { pod: "a Pod", node: "node", outside: "outside", "server-pod": "the Pod itself" },
    from,
  );
  const place = node === null ? start : from === "node" ? `node ${node}` : `${start} on ${node}`;
  const end = to === "cluster-ip" ? "the Service's address" : pod === null ? "an endpoint" : nameOf(pod);
  return `from ${place} to ${to === "loopback" ? "its own loopback" : end}`;
}

function endOf({ address, port, connect, connectTook, exchange }: UpstreamLook): string {
  const where = hostPort(address, port);
  if (connect !== "connected") return `${where} ${inWords({}, connect)} after ${duration(connectTook)}`;
  if (exchange === null) return `${where} connected in ${duration(connectTook)}`;
  if (exchange.status !== null) return `${where} answered ${exchange.status}`;
  return `${where} connected, ${inWords({}, exchange.outcome)}`;
}
