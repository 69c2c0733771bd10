import { hostPort } from "../../../base/index.ts";
import type { ClusterNode, ProxyMode } from "../../cluster/index.ts";
import type { ClusterGround, ClusterScenario } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { podsOf, untilInVain, untilServed } from "./change.ts";
import { untilLed, untilReady } from "./emptied.ts";
import { drawEntrance, restartProxy } from "./node-datapath.ts";
import { buildStack, type Stack } from "./stack.ts";

/** What is needed of a Service to find its chains and to ask it. */
type Served = Pick<Stack, "name" | "labels" | "address" | "port" | "url">;

/** The chains of a Service on one node: its own, and one of each endpoint. */
interface Chains {
  readonly own: readonly string[];
  readonly endpoints: readonly string[];
}

/** How a mode of kube-proxy shows and flushes chains. */
interface Mode {
  /** Waits until a node leads the Service to all of these endpoints. */
  untilLed(ground: ClusterGround, node: ClusterNode, to: Led): Promise<void>;
  chainsOf(ground: ClusterGround, node: ClusterNode, to: Led): Promise<Chains>;
  flush(chain: string): readonly string[];
}

interface Led {
  readonly service: Served;
  readonly addresses: readonly string[];
}

/**
 * Chains of one Service are flushed by hand on the node that requests enter by, under a kube-proxy that runs: it writes the chains of what
 * has changed, and all of them once an hour. k8s.io/kubernetes/pkg/proxy, skipServiceUpdate and FullSyncPeriod.
 *
 * Nearly so: those of another Service of the same Pods, or the same chains on a node that requests do not enter by.
 */
export const flushedChain = (proxyMode: ProxyMode): ClusterScenario => ({
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: `chains of one Service are flushed by hand on one node, and kube-proxy runs${proxyMode === "iptables" ? ", in iptables mode" : ""}`,
  expected: { fault: broken("service", "service-not-programmed"), "near-miss": healthy },
  cluster: { proxyMode },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    const which = draw.pick<keyof Chains>(["own", "endpoints"]);
    const isElsewhere = draw.coin();
    const neighbour = await addNeighbour(ground, draw, stack);
    for (const { url } of [stack, neighbour])
      for (const each of [place, node.name, other.name]) await untilServed(ground, { url }, each);
    const flush = flusherOf(ground, modes[proxyMode], which);
    let repair = () => restartProxy(ground, node, stack);
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        await flush(stack, node);
        for (const each of [place, node.name]) await untilInVain(ground, stack, each);
        await untilServed(ground, stack, other.name);
      },
      nearMiss: async () => {
        const [service, on] = isElsewhere ? [stack, other] : [neighbour, node];
        repair = () => restartProxy(ground, on, service);
        await flush(service, on);
        await untilInVain(ground, service, on.name);
        await untilServed(ground, stack, place);
      },
      fix: () => repair(),
    };
  },
});

/** Another Service of the same Pods. */
async function addNeighbour(ground: ClusterGround, draw: Draw, stack: Stack): Promise<Served> {
  const [name, port] = [draw.label(), draw.port()];
  await ground.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: {
      selector: stack.labels,
      ports: [{ name: draw.pick(["http", "web"]), port, targetPort: stack.targetPort }],
    },
  });
  const shown = await ground.kubectl("get", "service", name, "-o", "jsonpath={.spec.clusterIP}");
  const address = shown.trim();
  return { name, labels: stack.labels, address, port, url: `http://${hostPort(address, port)}${stack.path}` };
}

/** Flushes chains once nothing of their Service is to change any more: kube-proxy writes them all again at any change of it. */
const flusherOf =
  (ground: ClusterGround, mode: Mode, which: keyof Chains) =>
  async (service: Served, node: ClusterNode): Promise<void> => {
    const addresses = (await podsOf(ground, service)).map(({ address }) => address);
    await untilReady(ground, service, addresses.length);
    const to = { service, addresses };
    await mode.untilLed(ground, node, to);
    const chains = (await mode.chainsOf(ground, node, to))[which];
    const expected = which === "own" ? 1 : addresses.length;
    if (chains.length !== expected)
      throw new Error(
        `${service.name} has ${expected} such chains on ${node.name}, not ${chains.join(", ")}`,
      );
    for (const chain of chains) await node.must(mode.flush(chain));
  };

const modes: Readonly<Record<ProxyMode, Mode>> = {
  nftables: {
    untilLed: (ground, node, { service, addresses }) => untilLed(ground, { stack: service, node, addresses }),
    async chainsOf({ namespace }, node, { service: { name } }) {
      const { stdout } = await node.must(["nft", "list", "chains", "ip"]);
      const named = (kind: string) =>
        [...stdout.matchAll(/chain (\S+)/g)]
          .map(([, chain = ""]) => chain)
          .filter((chain) => chain.startsWith(`${kind}-`) && chain.includes(`-${namespace}/${name}/tcp/`));
      return { own: named("service"), endpoints: named("endpoint") };
    },
    flush: (chain) => ["nft", "flush", "chain", "ip", "kube-proxy", chain],
  },
  iptables: {
    async untilLed(ground, node, to) {
      for (const address of to.addresses)
        await ground.until(node.name, SAVED, ledTo(ground, to.service, address));
    },
    async chainsOf(ground, node, { service, addresses }) {
      const { stdout } = await node.must(SAVED);
      const led = addresses.map((address) => ledTo(ground, service, address).exec(stdout) ?? []);
      const all = (group: number) => [...new Set(led.map((found) => found[group] ?? ""))];
      return { own: all(1), endpoints: all(2) };
    },
    flush: (chain) => ["iptables", "-t", "nat", "-F", chain],
  },
};

const SAVED = ["iptables-save", "-t", "nat"];

/** The rule of a Service's chain that leads to the chain of one endpoint. */
const ledTo = ({ namespace }: ClusterGround, { name }: Served, address: string): RegExp =>
  new RegExp(
    `^-A (KUBE-SVC-\\S+) .*"${namespace}/${name}:\\S* -> ${address}:\\d+".* -j (KUBE-SEP-\\S+)`,
    "m",
  );
