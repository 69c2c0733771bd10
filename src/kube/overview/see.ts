import { countOf, labelsOf, listOf, mapOf, portOf, textOf, timeOf } from "../api/json.ts";
import { nodeOf } from "../objects/node.ts";
import { serviceOf } from "../objects/service.ts";
import { configMapsOf, containersOf, imagesOf } from "./see-pod.ts";
import type {
  IngressSeen,
  NamespaceSeen,
  NodeSeen,
  ServiceSeen,
  SliceSeen,
  WebhookSeen,
  WorkloadSeen,
} from "./seen.ts";

/** Largest authority of a webhook that is looked at, in characters. */
const LARGEST_BUNDLE = 256 * 1024;

/** The kubelet's own port. Kubernetes, Ports and Protocols. */
const KUBELET_PORT = 10_250;

const metaOf = (object: unknown) => mapOf(mapOf(object)["metadata"]);
const isDeleted = (object: unknown) => metaOf(object)["deletionTimestamp"] !== undefined;

/** What names an object of a namespace; `null` where it has no name. */
function namesOf(object: unknown): { readonly namespace: string; readonly name: string } | null {
  const { namespace, name } = metaOf(object);
  const own = textOf(name);
  return own === null ? null : { namespace: textOf(namespace) ?? "", name: own };
}

/** Node v1. */
export function seeNode(object: unknown): NodeSeen | null {
  const read = nodeOf(object);
  if (read === null) return null;
  const meta = metaOf(object);
  const status = mapOf(mapOf(object)["status"]);
  const { Port } = mapOf(mapOf(status["daemonEndpoints"])["kubeletEndpoint"]);
  return {
    node: read.node,
    createdAt: timeOf(meta["creationTimestamp"]),
    isDeleted: isDeleted(object),
    keys: [...Object.keys(labelsOf(meta["annotations"])), ...Object.keys(labelsOf(meta["labels"]))],
    kubeletPort: portOf(Port) ?? KUBELET_PORT,
    version: textOf(mapOf(status["nodeInfo"])["kubeletVersion"]),
  };
}

/** Service v1. */
export function seeService(object: unknown): ServiceSeen | null {
  const names = namesOf(object);
  if (names === null) return null;
  const balancer = mapOf(mapOf(mapOf(object)["status"])["loadBalancer"])["ingress"];
  return {
    service: serviceOf(object, { namespace: names.namespace, service: names.name, port: null }),
    labels: labelsOf(metaOf(object)["labels"]),
    createdAt: timeOf(metaOf(object)["creationTimestamp"]),
    hasBalancer: listOf(balancer).length > 0,
  };
}

/** EndpointSlice, discovery.k8s.io/v1: `ready` left out is ready. */
export function seeSlice(object: unknown): SliceSeen | null {
  const names = namesOf(object);
  if (names === null) return null;
  const { endpoints, ports } = mapOf(object);
  const conditions = listOf(endpoints).map((one) => mapOf(mapOf(one)["conditions"]));
  return {
    namespace: names.namespace,
    service: labelsOf(metaOf(object)["labels"])["kubernetes.io/service-name"] ?? null,
    ready: conditions.filter(({ ready }) => ready !== false).length,
    serving: conditions.filter(({ ready, serving }) => ready === false && serving === true).length,
    ports: listOf(ports).map((port) => textOf(mapOf(port)["name"]) ?? ""),
  };
}

/** Deployment, StatefulSet, DaemonSet of apps/v1, CronJob of batch/v1. Their lists do not name the kind. */
export const seeWorkload =
  (kind: string) =>
  (object: unknown): WorkloadSeen | null => {
    const names = namesOf(object);
    if (names === null) return null;
    const { spec: rawSpec, status: rawStatus } = mapOf(object);
    const spec = mapOf(rawSpec);
    const status = mapOf(rawStatus);
    const own = kind === "CronJob" ? mapOf(mapOf(spec["jobTemplate"])["spec"]) : spec;
    const template = mapOf(own["template"]);
    const podSpec = template["spec"];
    const args = containersOf(podSpec).flatMap((one) => [...listOf(one["command"]), ...listOf(one["args"])]);
    const wanted =
      kind === "DaemonSet" ? countOf(status["desiredNumberScheduled"]) : (countOf(spec["replicas"]) ?? 1);
    return {
      kind,
      ...names,
      podLabels: labelsOf(mapOf(template["metadata"])["labels"]),
      wanted: kind === "CronJob" ? null : wanted,
      ready: countOf(status[kind === "DaemonSet" ? "numberReady" : "readyReplicas"]) ?? 0,
      images: imagesOf(podSpec),
      configMaps: configMapsOf(podSpec),
      // Nothing else of a command line: it may hold a password.
      args: args.flatMap((arg) => (/^--(proxy-mode|config)=/.test(String(arg)) ? (textOf(arg) ?? []) : [])),
    };
  };

/** Ingress, networking.k8s.io/v1. */
export function seeIngress(object: unknown): IngressSeen | null {
  const names = namesOf(object);
  if (names === null) return null;
  const spec = mapOf(mapOf(object)["spec"]);
  const paths = listOf(spec["rules"]).flatMap((rule) => listOf(mapOf(mapOf(rule)["http"])["paths"]));
  const backends = [spec["defaultBackend"], ...paths.map((path) => mapOf(path)["backend"])].flatMap((one) => {
    const { name, port } = mapOf(mapOf(one)["service"]);
    const service = textOf(name);
    const { number, name: named } = mapOf(port);
    return service === null ? [] : [{ service, port: portOf(number) ?? textOf(named) }];
  });
  return { ...names, backends };
}

/** Validating and mutating configurations of admissionregistration.k8s.io/v1: each webhook of one. */
export const seeWebhooks =
  (kind: WebhookSeen["kind"]) =>
  (object: unknown): readonly WebhookSeen[] =>
    listOf(mapOf(object)["webhooks"]).map((value) => {
      const { name, failurePolicy, clientConfig } = mapOf(value);
      const { service, caBundle } = mapOf(clientConfig);
      const { namespace, name: named } = mapOf(service);
      const own = textOf(named);
      return {
        kind,
        name: `${textOf(metaOf(object)["name"]) ?? ""}/${textOf(name) ?? ""}`,
        // The default of v1.
        fails: failurePolicy !== "Ignore",
        service: own === null ? null : { namespace: textOf(namespace) ?? "", name: own },
        caBundle: typeof caBundle === "string" && caBundle.length <= LARGEST_BUNDLE ? caBundle : null,
      };
    });

/** Namespace v1. */
export function seeNamespace(object: unknown): NamespaceSeen | null {
  const name = textOf(metaOf(object)["name"]);
  if (name === null) return null;
  return { name, labels: labelsOf(metaOf(object)["labels"]), isDeleted: isDeleted(object) };
}
