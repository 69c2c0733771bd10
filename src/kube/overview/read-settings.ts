import { gapOf } from "../api/gap.ts";
import { mapOf } from "../api/json.ts";
import { dnsPodsOf, dnsServiceOf } from "./dns.ts";
import { proxySetOf } from "./proxy.ts";
import type { ListContext } from "./read-lists.ts";
import type { KubeWorld } from "./world.ts";

/** ConfigMaps of one Pod that are asked for. */
const MOST = 3;

/** The Corefile of the cluster's DNS, from the ConfigMap that its Pods mount; `null` where none is found. */
export async function readCorefile(
  { services, pods }: Pick<KubeWorld, "services" | "pods">,
  context: ListContext,
): Promise<string | null> {
  const dns = dnsServiceOf(services?.all ?? []);
  const [pod] = dnsPodsOf(pods?.all ?? [], dns);
  if (pod === undefined) return null;
  const texts = await readKey(
    { namespace: pod.namespace, names: pod.configMaps, keys: ["Corefile"] },
    context,
  );
  return texts[0] ?? null;
}

/** The mode in the configuration that kube-proxy's Pods mount; `null` where none is set there. */
export async function readProxyMode(
  daemonSets: KubeWorld["daemonSets"],
  context: ListContext,
): Promise<string | null> {
  const set = proxySetOf(daemonSets?.all ?? []);
  if (set === null) return null;
  const { namespace, configMaps: names } = set;
  const [text] = await readKey({ namespace, names, keys: ["config.conf", "config"] }, context);
  return /^mode:\s*["']?([a-z]+)["']?\s*$/m.exec(text ?? "")?.[1] ?? null;
}

/** Texts of the first of the keys in each ConfigMap; nothing else of them is held. */
async function readKey(
  {
    namespace,
    names,
    keys,
  }: { readonly namespace: string; readonly names: readonly string[]; readonly keys: readonly string[] },
  { cluster, gaps }: ListContext,
): Promise<readonly string[]> {
  const read = await Promise.all(
    [...new Set(names)].slice(0, MOST).map(async (name) => {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
      const one = await cluster.get(path);
      if (one.outcome === "missing") return null;
      if (one.outcome !== "read") {
        gaps.push(gapOf(one, { verb: "get", resource: "configmaps", namespace }));
        return null;
      }
      const data = mapOf(mapOf(one.object)["data"]);
      const text = keys.map((key) => data[key]).find((value) => typeof value === "string");
      return typeof text === "string" ? text : null;
    }),
  );
  return read.filter((text) => text !== null);
}
