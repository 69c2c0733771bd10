import type { KubeService, KubeServicePort } from "../../evidence/index.ts";
import { addressOf, isMap, labelsOf, listOf, mapOf, portOf, portOrNameOf, textOf } from "../api/json.ts";

/** What of a cluster a request is for. */
export interface ServiceAsked {
  readonly namespace: string;
  readonly service: string;
  /** Number or name of the Service's port; `null` where none is given. */
  readonly port: number | string | null;
}

/** The most ports and addresses that are kept. */
const MOST = 100;

const TYPES = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] as const;

/** A Service of the API as evidence. Kubernetes API, Service v1. */
export function serviceOf(object: unknown, asked: ServiceAsked): KubeService {
  const spec = mapOf(mapOf(object)["spec"]);
  const own = listOf(spec["clusterIPs"] ?? [spec["clusterIP"]]);
  const balancer = listOf(mapOf(mapOf(mapOf(object)["status"])["loadBalancer"])["ingress"]);
  const others = [...listOf(spec["externalIPs"]), ...balancer.map((one) => mapOf(one)["ip"])];
  const ports = listOf(spec["ports"]).slice(0, MOST).flatMap(servicePortOf);
  const port = choosePort(ports, asked.port);
  const selector = labelsOf(spec["selector"]);
  const type = TYPES.find((one) => one === (spec["type"] ?? "ClusterIP")) ?? null;
  return {
    namespace: asked.namespace,
    name: asked.service,
    // Where DNS alone leads elsewhere, ports are told for show.
    outcome: port === null && type !== "ExternalName" ? "no-port" : "found",
    type,
    externalName: type === "ExternalName" ? textOf(spec["externalName"]) : null,
    isHeadless: own.includes("None"),
    clusterIps: addresses(own),
    otherIps: addresses(others),
    ports,
    port,
    selector: isMap(spec["selector"]) && Object.keys(selector).length > 0 ? selector : null,
    internalPolicy: spec["internalTrafficPolicy"] === "Local" ? "Local" : "Cluster",
    externalPolicy: spec["externalTrafficPolicy"] === "Local" ? "Local" : "Cluster",
    hasAffinity: spec["sessionAffinity"] === "ClientIP",
    publishesNotReady: spec["publishNotReadyAddresses"] === true,
  };
}

/** A Service that is not there. */
export const noService = (asked: ServiceAsked, outcome: "no-namespace" | "missing"): KubeService => ({
  namespace: asked.namespace,
  name: asked.service,
  outcome,
  type: null,
  isHeadless: false,
  clusterIps: [],
  otherIps: [],
  ports: [],
  port: null,
  selector: null,
  internalPolicy: "Cluster",
  externalPolicy: "Cluster",
  hasAffinity: false,
  publishesNotReady: false,
});

function servicePortOf(value: unknown): KubeServicePort[] {
  const { name, protocol, port, targetPort, nodePort } = mapOf(value);
  const number = portOf(port);
  if (number === null) return [];
  return [
    {
      name: textOf(name),
      protocol: protocol === "UDP" || protocol === "SCTP" ? protocol : "TCP",
      port: number,
      targetPort: portOrNameOf(targetPort) ?? number,
      nodePort: portOf(nodePort),
    },
  ];
}

/** The port that is asked for by number or name; where none is, the only one, else 80, 443, one named http, the first. */
export function choosePort(
  ports: readonly KubeServicePort[],
  asked: number | string | null,
): KubeServicePort | null {
  // A number may be there twice, for TCP and for UDP: a request goes by TCP.
  const [...inOrder] = ports.toSorted((a, b) => Number(a.protocol !== "TCP") - Number(b.protocol !== "TCP"));
  if (typeof asked === "number") return inOrder.find(({ port }) => port === asked) ?? null;
  if (typeof asked === "string") return inOrder.find(({ name }) => name === asked) ?? null;
  return (
    inOrder.find(({ port }) => port === 80) ??
    inOrder.find(({ port }) => port === 443) ??
    inOrder.find(({ name }) => name === "http") ??
    inOrder[0] ??
    null
  );
}

const addresses = (values: readonly unknown[]): readonly string[] =>
  values.slice(0, MOST).flatMap((value) => addressOf(value) ?? []);
