import { ownerOf } from "../../diagnose/index.ts";
import type { Evidence, KubeEndpoint } from "../../evidence/index.ts";
import { readClientPod } from "../../kube/index.ts";
import { podNamed } from "../../vantage/index.ts";
import type { PathAsked } from "../hops/behind.ts";
import type { Walk } from "../walk.ts";
import type { InCluster } from "./enter-cluster.ts";
import type { PolicyClient } from "./tell-policies.ts";

/** One of which nothing is known. */
const somebody: PolicyClient = { address: null, pod: null, gateway: null };

/**
 * The proxy that asks the Pods in the client's place: the Pod that its hop is at, the node that has the address that the request came to, or
 * the machine that was looked at as a hop: its kernel said from which address it sends to one of them.
 *
 * @param reached The address that the request came to.
 */
export async function proxyInFront(
  { recorder }: Pick<Walk, "recorder">,
  { asked, before, cluster }: InCluster,
  {
    path,
    reached,
  }: { readonly path: Pick<PathAsked, "entries" | "vantages">; readonly reached: string | null },
): Promise<PolicyClient> {
  const at = path.entries.findLast(({ kind }) => kind === "proxy")?.at ?? null;
  const vantage = at === null ? undefined : path.vantages.get(at);
  if (vantage === undefined) return somebody;
  if (vantage.kind === "pod") {
    const { namespace, name } = podNamed(vantage.named);
    const named = { namespace: namespace ?? asked?.namespace ?? "default", name };
    const read = await readClientPod(named, cluster, { recorder });
    const [address = null] = read?.pod.addresses ?? [];
    // What is on its node's network is no Pod to a policy. Kubernetes, Network Policies.
    return read === null
      ? somebody
      : { ...somebody, address, pod: read.pod.isOnHostNetwork ? null : read.pod };
  }
  const isNode = reached !== null && before.nodes.some(({ addresses }) => addresses.includes(reached));
  return isNode && ownerOf(recorder.evidence, reached) === at
    ? { ...somebody, address: reached }
    : sourceTo(before.endpoints, at, recorder.evidence);
}

/** From where a vantage sends to one of the endpoints, and over which host. */
function sourceTo(
  endpoints: readonly Pick<KubeEndpoint, "address">[],
  at: string | null,
  evidence: readonly Evidence[],
): PolicyClient {
  const decision = evidence.findLast(
    (record): record is Evidence<"route-decision"> =>
      record.kind === "route-decision" &&
      record.vantage === at &&
      record.value.way === "forward" &&
      endpoints.some(({ address }) => address === record.value.destination),
  )?.value;
  const address = decision?.preferredSource ?? decision?.source ?? null;
  return { ...somebody, address, gateway: address === null ? null : (decision?.gateway ?? null) };
}
