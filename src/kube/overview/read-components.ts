import type { LoggedComplaint } from "../../evidence/index.ts";
import { readComplaints } from "../components/read-complaints.ts";
import { dnsPodsOf, dnsServiceOf } from "./dns.ts";
import { proxySetOf } from "./proxy.ts";
import type { ListContext } from "./read-lists.ts";
import type { PodSeen } from "./seen.ts";
import { isSelected, type KubeWorld } from "./world.ts";

/** Pods of one component whose log is read. */
const MOST = 3;

/** kube-proxy tries again after 30 s (its default): what it complains of twice within this goes on. In seconds. */
const CURRENT = 120;

/** What one Pod of a component complained of. */
export interface ComponentSeen {
  readonly component: "dns" | "kube-proxy";
  /** `ns/name` */
  readonly pod: string;
  readonly node: string | null;
  readonly isReady: boolean;
  readonly complaints: readonly LoggedComplaint[];
  /** Those that go on. */
  readonly current: readonly LoggedComplaint[];
}

/** Reads what the Pods of the DNS and of kube-proxy complained of lately: of each at most three, those first that are not well. */
export async function readComponents(
  { services, pods, daemonSets }: Pick<KubeWorld, "services" | "pods" | "daemonSets">,
  context: ListContext,
): Promise<readonly ComponentSeen[]> {
  const all = (pods?.all ?? []).filter(({ isDeleted }) => !isDeleted);
  const dns = dnsPodsOf(all, dnsServiceOf(services?.all ?? []));
  const set = proxySetOf(daemonSets?.all ?? []);
  const proxies =
    set === null
      ? []
      : all.filter((pod) => pod.namespace === set.namespace && isSelected(set.podLabels, pod.labels));
  const read = await Promise.all([
    ...worstOf(dns).map((pod) => seeComponent("dns", pod, context)),
    ...worstOf(proxies).map((pod) => seeComponent("kube-proxy", pod, context)),
  ]);
  return read.filter(({ complaints }) => complaints.length > 0);
}

const worstOf = (pods: readonly PodSeen[]): readonly PodSeen[] =>
  pods.toSorted((a, b) => Number(a.isReady) - Number(b.isReady) || b.restarts - a.restarts).slice(0, MOST);

async function seeComponent(
  component: ComponentSeen["component"],
  { namespace, name, container, node, restarts, isReady }: PodSeen,
  context: ListContext,
): Promise<ComponentSeen> {
  const pod = { namespace, name, container, node, hasRestarted: restarts > 0 };
  const complaints = await readComplaints(pod, context);
  const current =
    complaints.length === 0
      ? []
      : await readComplaints({ ...pod, hasRestarted: false }, { ...context, seconds: CURRENT });
  return { component, pod: `${namespace}/${name}`, node, isReady, complaints, current };
}
