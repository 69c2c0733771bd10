import type { ClusterObject } from "../../cluster/index.ts";
import type { ClusterGround, ClusterScenario } from "../../cluster-scenario.ts";
import { createDraw } from "../../draw.ts";

/** The same scenario over IPv6, in a cluster of both families: its Services have an address of IPv6, alone or before one of IPv4. */
export const overSix = (scenario: ClusterScenario): ClusterScenario => ({
  ...scenario,
  mechanism: `${scenario.mechanism}, over IPv6`,
  cluster: { ...scenario.cluster, families: "dual-stack" },
  build: (ground, draw) => scenario.build(groundOfSix(ground, draw.integer(0, 1_000_000)), draw),
});

/** The ground with its addresses of IPv6 in the places of those of IPv4. */
function groundOfSix(ground: ClusterGround, seed: number): ClusterGround {
  const { cluster } = ground;
  const { six } = cluster.ranges;
  const draw = createDraw(seed);
  const families = draw.pick([
    { ipFamilyPolicy: "SingleStack", ipFamilies: ["IPv6"] },
    { ipFamilyPolicy: "RequireDualStack", ipFamilies: ["IPv6", "IPv4"] },
  ]);
  const withFamily = (object: ClusterObject): ClusterObject =>
    object.kind === "Service" ? { ...object, spec: { ...families, ...specOf(object) } } : object;
  return {
    ...ground,
    apply: (...objects) => ground.apply(...objects.map(withFamily)),
    cluster: {
      ...cluster,
      nodes: cluster.nodes.map((node) => ({
        ...node,
        pods: node.pods6 ?? node.pods,
        address: node.address6 ?? node.address,
      })),
      ranges: { ...cluster.ranges, pods: six.pods, nodePods: six.nodePods, services: six.services },
    },
  };
}

const specOf = ({ spec }: ClusterObject): object => (typeof spec === "object" && spec !== null ? spec : {});
