import type { Ms } from "../../base/index.ts";
import type { Evidence, Gap, KubeName, PodNetwork, Recorder } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { defaultInterfaceOf, defaultInterfaceOf6, listenersOf, resolverFileOf } from "./network-files.ts";

/** How long a last command may take. */
const PATIENCE: Ms = 3_000;

/** How the Pod is looked into. */
export interface PodNetworkContext extends Pick<KubeContext, "clock" | "signal"> {
  readonly how: PodNetwork["how"];
}

/** Reads and records the network of a Pod from inside it; `null` where nothing of it could be read, which is a gap. */
export async function readPodNetwork(
  vantage: Vantage,
  pod: KubeName,
  recorder: Recorder,
  { how, clock, signal }: PodNetworkContext,
): Promise<Evidence<"pod-network"> | null> {
  const record = beginLook({ recorder, clock, signal, purpose: "context" });
  signal.throwIfAborted();
  const files: readonly [string, ...string[]] = [
    "/proc/net/tcp",
    "/proc/net/tcp6",
    "/etc/resolv.conf",
    "/proc/net/route",
    "/proc/net/ipv6_route",
  ];
  const read = await Promise.all(files.map((file) => vantage.read(file)));
  const [tcp = null, tcp6 = null, resolver = null, routes = null, routes6 = null] = read.map((one) =>
    one.outcome === "read" ? one.text : null,
  );
  // A kernel without IPv6 has no such table. Where it is there and was not read, what listens is not known.
  const hasNoIpv6 = read[1]?.outcome === "missing";
  signal.throwIfAborted();
  const four = tcp === null ? null : listenersOf(tcp);
  const six = tcp6 === null ? null : listenersOf(tcp6);
  const first = routes === null ? undefined : defaultInterfaceOf(routes);
  const second = routes6 === null ? null : defaultInterfaceOf6(routes6);
  const way = first ?? second;
  const link = await vantage.read(`/sys/class/net/${/^[\w.@-]{1,15}$/.test(way ?? "") ? way : "eth0"}/mtu`);
  const mtu = link.outcome === "read" ? Number(link.text.trim()) : Number.NaN;
  const { nameservers, search, ndots } = resolverFileOf(resolver ?? "");
  if (four === null && resolver === null && first === undefined) {
    recorder.gap({
      boundary: "app",
      needs: `the network of Pod ${pod.namespace}/${pod.name} from inside`,
      ...(await hindranceOf(vantage, files[0])),
    });
    signal.throwIfAborted();
    return null;
  }
  const value: PodNetwork = {
    pod,
    how,
    listeners: four === null || (six === null && !hasNoIpv6) ? null : [...four, ...(six ?? [])],
    nameservers,
    search,
    ndots,
    mtu: Number.isInteger(mtu) && mtu > 0 ? mtu : null,
    hasDefaultRoute: first === undefined ? null : way != null,
  };
  return record("pod-network", value, {
    boundary: "app",
    command: `kubectl -n ${pod.namespace} exec ${pod.name} -- cat ${files.slice(0, 4).join(" ")}`,
  });
}

/** Why nothing was read: a file that cannot be read does not tell whether there is no `cat`, or no way to the container any more. */
async function hindranceOf(vantage: Vantage, file: string): Promise<Pick<Gap, "reason" | "allowBy">> {
  const { outcome } = await vantage.run(["cat", "--", file], { timeout: PATIENCE });
  const besides = "Run it on the Pod's node as root";
  switch (outcome) {
    case "permission":
      return { reason: "permission", allowBy: `${besides}, or allow create of pods/exec to this account` };
    case "missing-tool":
      return { reason: "missing-tool", allowBy: `${besides}, or give the container a cat` };
    case "timed-out":
    case "unreachable":
      return { reason: "unreachable", allowBy: `${besides}, or try it by hand: kubectl exec` };
    case "ran":
      return { reason: "unreadable", allowBy: besides };
  }
}
