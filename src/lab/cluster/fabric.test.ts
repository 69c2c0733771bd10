import { expect, test } from "vitest";
import { createDraw } from "../draw.ts";
import { planFabric, podMtu, tunnelEnds } from "./fabric.ts";
import { drawRanges } from "./ranges.ts";

const nodes = ["node1", "node2", "node3"];
const ranges = drawRanges(createDraw(1), nodes.length);

test("every node has a way to the Pods of every other, over the fabric or in a tunnel", () => {
  for (const kind of ["host-gateway", "vxlan"] as const) {
    const { inside } = planFabric(ranges, nodes, kind);
    for (const [own, node] of nodes.entries()) {
      const routes = inside.get(node)?.filter((line) => line.startsWith("route add ")) ?? [];
      const reached = ranges.nodePods.filter((prefix) => routes.some((line) => line.includes(prefix)));
      expect(reached).toEqual(ranges.nodePods.filter((_, index) => index !== own));
    }
  }
});

test("the control plane has a way back to all Pods, and the client one to the services by node 1", () => {
  const { inside } = planFabric(ranges, nodes, "vxlan");
  for (const prefix of ranges.nodePods) expect(inside.get("control")?.join("\n")).toContain(prefix);
  expect(inside.get("client")).toContain(`route add ${ranges.services} via ${ranges.nodes[0]}`);
});

test("a tunnel takes 50 octets of the MTU and ends at every other node", () => {
  expect(podMtu("vxlan")).toBe(podMtu("host-gateway") - 50);
  expect(tunnelEnds(ranges, 0).map((line) => /dst (\S+)/.exec(line)?.[1])).toEqual(ranges.nodes.slice(1));
});
