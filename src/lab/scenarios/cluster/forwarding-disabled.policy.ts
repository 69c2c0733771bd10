import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross } from "./across.ts";

/** What some container engines do when they start: the policy of FORWARD is DROP, and nothing accepts Pods. */
export const scenario: ClusterScenario = {
  cause: "forwarding-disabled",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the policy of the forward hook is drop on a node of the way",
  expected: { fault: broken("cni", "forwarding-disabled"), "near-miss": healthy },
  async build(ground, draw) {
    const { stack, near, far, start, from, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node", "pod"],
    });
    const node = from === "node" ? far : draw.pick([near, far]);
    const { pods } = ground.cluster.ranges;
    const table = draw.label();
    const isNft = draw.coin();
    const drops = () =>
      isNft
        ? node.must(["nft", "-f", "-"], {
            input: `table inet ${table} {\n chain forward {\n type filter hook forward priority 10; policy drop;\n }\n}\n`,
          })
        : node.must(["iptables", "-P", "FORWARD", "DROP"]);
    const accepts = async (way: readonly [string, string]) => {
      const [end, letter] = way;
      await (isNft
        ? node.must(["nft", "add", "rule", "inet", table, "forward", "ip", end, pods, "accept"])
        : node.must(["iptables", "-A", "FORWARD", letter, pods, "-j", "ACCEPT"]));
    };
    const ways = [["saddr", "-s"] as const, ["daddr", "-d"] as const];
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await drops();
        await shows();
      },
      nearMiss: async () => {
        await drops();
        for (const way of ways) await accepts(way);
      },
      fix: async () => {
        if (isNft) await node.run(["nft", "delete", "table", "inet", table]);
        else {
          await node.must(["iptables", "-P", "FORWARD", "ACCEPT"]);
          for (const [, letter] of ways)
            await node.run(["iptables", "-D", "FORWARD", letter, pods, "-j", "ACCEPT"]);
        }
      },
    };
  },
};
