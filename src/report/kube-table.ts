import type { KubeOverview } from "../evidence/index.ts";
import type { Paint } from "./paint.ts";
import { plain } from "./plain.ts";
import { hang } from "./wrap.ts";

/** Columns of the names. */
const NAMES = 10;

const UNREAD = "could not be read";

/** What the network of a cluster consists of, a line each. */
export function kubeTable(
  { counts, versions, cni, dns, proxy }: KubeOverview,
  width: number,
  paint: Paint,
): readonly string[] {
  const ofAll = (ready: number | null, all: number | null, what: string) =>
    all === null ? UNREAD : `${ready ?? "?"} of ${all} ${what}`;
  const agents = (pods: { readonly ready: number; readonly wanted: number } | null) =>
    pods === null ? "" : `, ${pods.ready} of ${pods.wanted} Pods ready`;
  const rows: readonly (readonly [string, string])[] = [
    [
      "Nodes",
      `${ofAll(counts.nodesReady, counts.nodes, "ready")}${versions.length === 0 ? "" : `; ${versions.slice(0, 4).join(", ")}`}`,
    ],
    [
      "Network",
      cni.length === 0
        ? "no plugin is seen by the API"
        : cni.map(({ name, by, pods }) => `${name} (${by}${agents(pods)})`).join("; "),
    ],
    [
      "Proxy",
      proxy === null
        ? "no DaemonSet of kube-proxy: it is the nodes' own, or replaced"
        : `kube-proxy (${proxy.by}${agents(proxy.pods)}), ${proxy.mode === null ? "its default mode" : `mode ${proxy.mode}`}`,
    ],
    ["DNS", dnsWords(dns)],
    [
      "Services",
      `${counts.services ?? UNREAD}; Pods ${counts.pods === null ? UNREAD : `${counts.podsReady} of ${counts.pods} ready`}`,
    ],
    [
      "Rules",
      [
        `${counts.policies ?? "unread"} NetworkPolicies`,
        `${counts.ingresses ?? "unread"} Ingresses`,
        ...(counts.webhooks === null ? [] : [`${counts.webhooks} webhooks`]),
        `${counts.certificates} certificates looked at`,
      ].join(", "),
    ],
  ];
  return rows.flatMap(([name, text]) => {
    const [first = "", ...rest] = hang(name.padEnd(NAMES), plain(text), width);
    return [paint("bold", first.slice(0, NAMES)) + first.slice(NAMES), ...rest];
  });
}

function dnsWords({ service, addresses, endpoints, pods, corefile }: KubeOverview["dns"]): string {
  if (service === null) return "no Service of it is seen";
  const restarts = pods === null || pods.restarts === 0 ? "" : `, ${pods.restarts} restarts`;
  return [
    `${service} ${addresses.join(", ")}`,
    endpoints === null ? `endpoints ${UNREAD}` : `${endpoints} endpoint${endpoints === 1 ? "" : "s"}`,
    ...(pods === null ? [] : [`${pods.ready} of ${pods.all} Pods ready${restarts}`]),
    ...(corefile === null
      ? []
      : [
          corefile.forward === null ? "forwards nothing" : `forwards to ${corefile.forward.join(", ")}`,
          corefile.cache === null ? "no cache" : `cache ${corefile.cache} s`,
          ...(corefile.hasLoop ? ["loop detection"] : []),
        ]),
  ].join("; ");
}
