import type { ClusterNode } from "../../cluster/node.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross } from "./across.ts";
import { overlaid } from "./overlay.ts";

/** The route leads into the tunnel device, which has lost its entry for the other node. */
export const scenario: ClusterScenario = {
  cause: "pod-route-missing",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the VXLAN device has lost the forwarding or neighbour entry of the other node",
  expected: { fault: broken("cni", "pod-route-missing"), "near-miss": healthy },
  cluster: overlaid,
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["node", "pod"],
    });
    const kind = draw.pick(["forwarding", "neighbour"]);
    const entry = await entryOf(near, far);
    const other = ground.cluster.nodes.find(({ name }) => name !== near.name && name !== far.name) ?? far;
    const forwarding = (to: typeof entry, verb: "append" | "del") => [
      ...["bridge", "fdb", verb, to.hardware, "dev", "vxlan1", "dst", to.end],
      ...(verb === "append" ? ["self", "permanent"] : []),
    ];
    const third = await entryOf(near, other);
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await near.must(
          kind === "forwarding"
            ? forwarding(entry, "del")
            : ["ip", "neigh", "del", entry.gateway, "dev", "vxlan1"],
        );
        await shows();
      },
      // The entry of a third node is none of this request's.
      nearMiss: async () => {
        await near.must(forwarding(third, "del"));
      },
      fix: async () => {
        for (const each of [entry, third]) {
          const known = (await near.must(["bridge", "fdb", "show", "dev", "vxlan1"])).stdout;
          if (!known.includes(each.hardware)) await near.must(forwarding(each, "append"));
          await near.must([
            ...["ip", "neigh", "replace", each.gateway, "lladdr", each.hardware],
            ...["dev", "vxlan1", "nud", "permanent"],
          ]);
        }
      },
    };
  },
};

/** What a node's tunnel device knows of another node. */
async function entryOf(
  near: ClusterNode,
  far: ClusterNode,
): Promise<{ readonly gateway: string; readonly hardware: string; readonly end: string }> {
  const gateway = far.pods.replace(/\/\d+$/, "");
  const { stdout } = await near.must(["ip", "neigh", "show", gateway, "dev", "vxlan1"]);
  return { gateway, hardware: /lladdr (\S+)/.exec(stdout)?.[1] ?? "", end: far.address };
}
