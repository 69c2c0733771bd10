import type { ClusterNode } from "../../cluster/node.ts";
import type { ClusterGround, ClusterSetup } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { type OuterServer, openOuterServer } from "./outer-server.ts";
import { addClientPod, type ClientPod, untilItShows } from "./starts.ts";

/** A Pod that asks a server outside of the cluster, from nodes that hide their Pods behind themselves. */
export interface Masqueraded {
  readonly setup: Pick<ClusterSetup, "target" | "client" | "proveByHand" | "fix">;
  readonly outer: OuterServer;
  readonly pod: ClientPod;
  readonly nodes: readonly string[];
  /** Takes the rule from the client's node. */
  removeRule(): Promise<void>;
  /** Makes the rule of the client's node one for another range. */
  narrowRule(): Promise<void>;
  shows(): Promise<void>;
}

/** Builds it: the way out works. */
export async function buildMasqueraded(ground: ClusterGround, draw: Draw): Promise<Masqueraded> {
  const { nodes, ranges } = ground.cluster;
  const [node] = draw.shuffle(nodes);
  if (node === undefined) throw new Error("a cluster has nodes");
  const pod = await addClientPod(ground, draw, { node: node.name });
  await pod.ready();
  const rule = ruleOf(draw);
  const other = `10.${draw.pick([240, 241, 242])}.0.0/16`;
  const outer = await openOuterServer(ground, draw);
  const fix = async () => {
    await outer.close();
    for (const each of nodes) for (const range of [ranges.pods, other]) await rule.remove(each, range);
  };
  try {
    for (const each of nodes) await rule.add(each, ranges.pods);
  } catch (error) {
    await fix();
    throw error;
  }
  const proof = pod.asks(outer.url);
  return {
    setup: { target: outer.url, client: pod.start, proveByHand: proof, fix },
    outer,
    pod,
    nodes: nodes.map(({ name }) => name),
    removeRule: () => rule.remove(node, ranges.pods),
    narrowRule: async () => {
      await rule.remove(node, ranges.pods);
      await rule.add(node, other);
    },
    shows: () => untilItShows(ground, pod.start, proof),
  };
}

interface Rule {
  add(node: ClusterNode, range: string): Promise<void>;
  /** Gone already is well. */
  remove(node: ClusterNode, range: string): Promise<void>;
}

/** What leaves the Pods' range is masqueraded: as iptables or as nft writes it. */
function ruleOf(draw: Draw): Rule {
  if (draw.coin()) {
    const argv = (verb: string, range: string) => [
      ...["iptables", "-t", "nat", verb, "POSTROUTING", "-s", range, "!", "-d", range],
      ...["-j", "MASQUERADE"],
    ];
    return {
      add: async (node, range) => {
        await node.must(argv("-A", range));
      },
      remove: async (node, range) => {
        await node.run(argv("-D", range));
      },
    };
  }
  const table = draw.label();
  return {
    add: async (node, range) => {
      await node.must(["nft", "-f", "-"], {
        input: [
          `table ip ${table} {`,
          "chain postrouting {",
          "type nat hook postrouting priority srcnat; policy accept;",
          `ip saddr ${range} ip daddr != ${range} masquerade`,
          "}",
          "}",
          "",
        ].join("\n"),
      });
    },
    remove: async (node) => {
      await node.run(["nft", "delete", "table", "ip", table]);
    },
  };
}
