import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { listOf, mapOf } from "../api/json.ts";
import type { KubeContext } from "../context.ts";
import { nameOf } from "../objects/name.ts";
import { type ServiceAsked, serviceOf } from "../objects/service.ts";

/** The most Services that are looked through: the API cannot be asked by address. */
const MOST = 5_000;

/** The Service that has an address, or that is had under the port at the address of each node; `null` for none, and where they could not be read, which is a gap. */
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
  const atNodes = list.items.flatMap((item) => byNodePort(item, port))[0] ?? null;
  return atNodes !== null && (await isOfNode(address, cluster)) ? atNodes : null;
}

/** The Service where a port of it is had at each node under this number, which no other has. Kubernetes, Service, "type: NodePort". */
function byNodePort(item: unknown, number: number): readonly ServiceAsked[] {
  const id = nameOf(item, "Service");
  if (id === null) return [];
  const { ports } = serviceOf(item, { namespace: id.namespace, service: id.name, port: null });
  const own = ports.find(({ nodePort, protocol }) => nodePort === number && protocol === "TCP");
  return own === undefined ? [] : [{ namespace: id.namespace, service: id.name, port: own.port }];
}

/** The most nodes that are looked through. */
const MOST_NODES = 5_000;

async function isOfNode(address: string, cluster: Cluster): Promise<boolean> {
  const list = await cluster.list("/api/v1/nodes", {}, { most: MOST_NODES });
  const addresses = (node: unknown) => listOf(mapOf(mapOf(node)["status"])["addresses"]);
  return (
    list.outcome === "read" &&
    list.items.some((node) => addresses(node).some((one) => mapOf(one)["address"] === address))
  );
}

/** Whether it is worth a closer look. */
const mentions = (item: unknown, address: string): boolean =>
  JSON.stringify([mapOf(item)["spec"], mapOf(item)["status"]])?.includes(address) ?? false;
