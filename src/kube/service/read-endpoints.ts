import type { KubeEndpoint, KubeEndpoints } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { mapOf } from "../api/json.ts";
import { beginLook, type KubeContext } from "../context.ts";
import {
  countEndpoints,
  type EndpointsOf,
  endpointsOfObject,
  endpointsOfSlices,
} from "../objects/endpoints.ts";
import { inNamespace } from "./read-service.ts";

/** The most slices of one Service: each has 100 endpoints unless the controller is told otherwise. */
const MOST_SLICES = 500;

/** The group and version of EndpointSlices, since Kubernetes 1.21. */
const SLICES = "/apis/discovery.k8s.io/v1/namespaces";

/** What was read before the port was known. */
export type EndpointsRead = (of: EndpointsOf) => EndpointsFound;

/** Endpoints, all of them and as evidence. */
export interface EndpointsFound {
  readonly all: readonly KubeEndpoint[];
  readonly value: KubeEndpoints;
}

/**
 * Reads the endpoints of a Service: its slices, or the older object where there are none or they may not be read. The Service
 * itself need not be known yet. `null` where neither could be read, which is a gap.
 *
 * @returns What takes them down, once the port is known.
 */
export async function readEndpoints(
  { namespace, service }: Pick<EndpointsOf, "namespace" | "service">,
  cluster: Cluster,
  context: KubeContext,
): Promise<EndpointsRead | null> {
  const record = beginLook(context);
  const space = encodeURIComponent(namespace);
  const label = `kubernetes.io/service-name=${service}`;
  const slices = await cluster.list(
    `${SLICES}/${space}/endpointslices`,
    { labelSelector: label },
    { most: MOST_SLICES },
  );
  if (slices.outcome === "read" && slices.items.length > 0)
    return (of) => {
      const all = endpointsOfSlices(slices.items, of);
      const { isComplete, items } = slices;
      const value = countEndpoints(all, {
        namespace,
        service,
        source: "slices",
        slices: items.length,
        isComplete,
      });
      record("kube-endpoints", value, {
        command: `kubectl -n ${namespace} get endpointslices -l ${label} -o yaml`,
      });
      return { all, value };
    };
  if (slices.outcome !== "read" && slices.outcome !== "missing")
    context.recorder.gap(
      gapOf(slices, { verb: "list", resource: "endpointslices.discovery.k8s.io", namespace }),
    );
  const older = await cluster.get(`${inNamespace(namespace)}/endpoints/${encodeURIComponent(service)}`);
  const isThere = older.outcome === "read";
  if (!isThere && older.outcome !== "missing")
    context.recorder.gap(gapOf(older, { verb: "get", resource: "endpoints", namespace }));
  // That there is none of the older kind says nothing where slices could not be read.
  if (!isThere && slices.outcome !== "read") return null;
  const { annotations } = mapOf(mapOf(isThere ? older.object : null)["metadata"]);
  const isComplete = mapOf(annotations)["endpoints.kubernetes.io/over-capacity"] === undefined;
  return (of) => {
    const all = isThere ? endpointsOfObject(older.object, of) : [];
    const source =
      isThere && all.length > 0 ? "endpoints" : slices.outcome === "read" ? "slices" : "endpoints";
    const value = countEndpoints(all, { namespace, service, source, slices: 0, isComplete });
    record("kube-endpoints", value, {
      command: `kubectl -n ${namespace} get endpointslices,endpoints -l ${label}`,
    });
    return { all, value };
  };
}
