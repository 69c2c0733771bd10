import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { mapOf } from "../api/json.ts";
import type { KubeContext } from "../context.ts";
import { nameOf } from "../objects/name.ts";
import { type ServiceAsked, serviceOf } from "../objects/service.ts";

/** The most Services that are looked through: the API cannot be asked by address. */
const MOST = 5_000;

/** The Service that has an address; `null` where none has it, or they could not be read, which is a gap. */
export async function serviceOfAddress(
  {
    address,
    port,
    namespace,
  }: { readonly address: string; readonly port: number; readonly namespace: string | null },
  cluster: Cluster,
  { recorder }: Pick<KubeContext, "recorder">,
): Promise<ServiceAsked | null> {
  const path =
    namespace === null ? "/api/v1/services" : `/api/v1/namespaces/${encodeURIComponent(namespace)}/services`;
  const list = await cluster.list(path, {}, { most: MOST });
  if (list.outcome !== "read") {
    recorder.gap(gapOf(list, { verb: "list", resource: "services", namespace }));
    return null;
  }
  for (const item of list.items) {
    if (!mentions(item, address)) continue;
    const id = nameOf(item, "Service");
    if (id === null) continue;
    const asked = { namespace: id.namespace, service: id.name, port };
    const { clusterIps, otherIps } = serviceOf(item, asked);
    if (clusterIps.includes(address) || otherIps.includes(address)) return asked;
  }
  return null;
}

/** Whether it is worth a closer look. */
const mentions = (item: unknown, address: string): boolean =>
  JSON.stringify([mapOf(item)["spec"], mapOf(item)["status"]])?.includes(address) ?? false;
