import { isIP } from "node:net";
import type { KubeName } from "../../evidence/index.ts";
import { rawList, rawNumber, rawObject, rawText } from "./raw.ts";
import type { PoliciesRead } from "./read.ts";
import { type PolicyFlow, podOf } from "./world.ts";

/**
 * The flows by which a Pod asks the cluster's DNS, by UDP and TCP: out of the Pod, and into the DNS' own. None where its questions
 * go elsewhere (`dnsPolicy` Default or None, its node's network) or may go to a cache on its node, which no policy can forbid.
 */
export function dnsFlows(client: KubeName, read: PoliciesRead): readonly PolicyFlow[] {
  const pod = podOf(read, client);
  if (read.dns === null || read.dns.hasNodeCache || "why" in pod) return [];
  const { dnsPolicy = "ClusterFirst", hostNetwork } = rawObject(rawObject(pod.object)["spec"]);
  const asksCluster =
    dnsPolicy === "ClusterFirstWithHostNet" || (dnsPolicy === "ClusterFirst" && hostNetwork !== true);
  if (!asksCluster) return [];
  const from = rawText(rawObject(rawObject(pod.object)["status"])["podIP"]) ?? "";
  const address = rawText(rawObject(rawObject(read.dns.service)["spec"])["clusterIP"]) ?? "";
  return read.dns.slices.flatMap((slice) => ofSlice(slice, { client, from, service: address })).slice(0, 8);
}

/** DNS is asked at port 53 of the Service, whatever its Pods listen at. RFC 1035, section 4.2. */
const DNS_PORT = 53;

function ofSlice(
  slice: unknown,
  { client, from, service }: { readonly client: KubeName; readonly from: string; readonly service: string },
): readonly PolicyFlow[] {
  const { endpoints, ports } = rawObject(slice);
  const server = rawList(endpoints)
    .map(rawObject)
    .find(
      ({ conditions, addresses }) =>
        rawObject(conditions)["ready"] !== false && rawList(addresses).length > 0,
    );
  const to = rawText(rawList(server?.["addresses"])[0]);
  const { kind, namespace, name, uid } = rawObject(server?.["targetRef"]);
  if (to === null || isIP(to) === 0 || kind !== "Pod") return [];
  const [space, called] = [rawText(namespace), rawText(name)];
  if (space === null || called === null) return [];
  const pod: KubeName = { kind: "Pod", namespace: space, name: called, uid: rawText(uid) };
  return (["UDP", "TCP"] as const).flatMap((protocol) => {
    const own = rawList(ports).map(rawObject);
    const port = own.find((one) => one["protocol"] === protocol && /^dns/.test(rawText(one["name"]) ?? ""));
    const number = rawNumber(port?.["port"]);
    if (number === null) return [];
    const flow = { port: number, protocol, of: "dns" } as const;
    const before = isIP(service) === 0 ? {} : { service: { address: service, port: DNS_PORT } };
    const out: PolicyFlow = {
      ...flow,
      direction: "egress",
      pod: client,
      peer: { address: to, pod },
      ...before,
    };
    const into: PolicyFlow = { ...flow, direction: "ingress", pod, peer: { address: from, pod: client } };
    return isIP(from) === 0 ? [out] : [out, into];
  });
}
