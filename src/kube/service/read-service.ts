import type { KubeService } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { mapOf, textOf } from "../api/json.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { noService, type ServiceAsked, serviceOf } from "../objects/service.ts";

/** A Service as it was read. */
export interface ServiceRead {
  readonly service: KubeService;
  readonly uid: string | null;
}

/** Reads and records the Service; `null` where it could not be read, which is a gap. */
export async function readService(
  asked: ServiceAsked,
  cluster: Cluster,
  context: KubeContext,
): Promise<ServiceRead | null> {
  const { namespace, service: name } = asked;
  const record = beginLook(context);
  const read = await cluster.get(`${inNamespace(namespace)}/services/${encodeURIComponent(name)}`);
  const command = `kubectl -n ${namespace} get service ${name} -o yaml`;
  if (read.outcome === "read") {
    const service = serviceOf(read.object, asked);
    record("kube-service", service, { command });
    return { service, uid: textOf(mapOf(mapOf(read.object)["metadata"])["uid"]) };
  }
  if (read.outcome !== "missing") {
    context.recorder.gap(gapOf(read, { verb: "get", resource: "services", namespace }));
    return null;
  }
  // Only now: an account that may read a Service need not be allowed to read its namespace.
  const space = await cluster.get(inNamespace(namespace));
  const service = noService(asked, space.outcome === "missing" ? "no-namespace" : "missing");
  record("kube-service", service, {
    command: service.outcome === "missing" ? command : `kubectl get namespace ${namespace}`,
  });
  return { service, uid: null };
}

/** Path of a namespace in the core group. */
export const inNamespace = (namespace: string): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
