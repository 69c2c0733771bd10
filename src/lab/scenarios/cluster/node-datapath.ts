import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../../base/index.ts";
import type { ClusterNode } from "../../cluster/index.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { type Client, runClientPod, statusOf } from "./asking.ts";
import type { Stack } from "./stack.ts";

/** A client whose requests enter a Service on one node, and that node. */
export interface Entrance {
  readonly client: Client;
  /** Where a command takes the same way. */
  readonly place: string;
  readonly node: ClusterNode;
  /** A node that the client's requests do not enter on. */
  readonly other: ClusterNode;
  /** The product may look from the nodes; at the node itself it needs no vantage. */
  readonly vantages: readonly string[];
}

/** Draws where requests enter; `client` reaches Services by the first node. */
export async function drawEntrance(ground: ClusterGround, draw: Draw): Promise<Entrance> {
  const [first, second] = ground.cluster.nodes;
  if (first === undefined || second === undefined) throw new Error("a cluster has two nodes");
  const kind = draw.pick(["client", "node", "pod"]);
  const [node, other] = kind === "client" || draw.coin() ? [first, second] : [second, first];
  const client =
    kind === "client" ? "client" : kind === "node" ? node.name : await runClientPod(ground, draw, node.name);
  const isThere = kind === "node" && draw.coin();
  return {
    client,
    place: kind === "client" ? "client" : node.name,
    node,
    other,
    vantages: isThere ? [] : ["node1", "node2"],
  };
}

/** How often it is started: it ends at once where this machine has no inotify(7) instance left for it. */
const STARTS = 5;
/** How often the Service is asked after each start. */
const ASKED = 12;
const ASKED_EVERY: Ms = 1_000;

/**
 * Starts a node's kube-proxy again on a clean table, and waits until it has written what is there now. A chain that it emptied, and was
 * killed before it deleted, it takes for a whole one.
 *
 * @throws FaultlineError `LAB_FAILED` where it does not: what comes next on this node would not be what it says.
 */
export async function restartProxy(
  { cluster }: ClusterGround,
  node: ClusterNode,
  { url }: Pick<Stack, "url">,
): Promise<void> {
  for (let start = 0; start < STARTS; start += 1) {
    await node.daemon("kube-proxy").kill();
    // Where there is no such table, as with iptables, nothing is removed.
    for (const family of ["ip", "ip6"]) await node.run(["nft", "delete", "table", family, "kube-proxy"]);
    await node.restart("kube-proxy");
    for (let asked = 0; asked < ASKED; asked += 1) {
      await sleep(ASKED_EVERY);
      const { stdout } = await cluster.run(node.name, statusOf(url), { timeout: ANSWER_WITHIN });
      if (stdout.startsWith("200") && node.daemon("kube-proxy").pid() !== null) return;
    }
  }
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot repair kube-proxy of ${node.name}: ${url} is not served there\nLook at its log: ${cluster.log(`${node.name}-kube-proxy`).slice(-SHOWN)}`,
  );
}

const ANSWER_WITHIN: Ms = 5_000;
/** How much of its log an error shows, in octets. */
const SHOWN = 300;
