import type { ClusterObject } from "../../cluster/index.ts";
import type { ClusterGround, ClusterScenario } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { broken, type HandProof, healthy } from "../../scenario.ts";
import { buildStack, type Stack } from "./stack.ts";
import { addClientPod, asks, onNode, type Start, untilItShows } from "./starts.ts";

/** What a policy of a scenario is written from. */
export interface PolicyFacts {
  readonly stack: Stack;
  readonly ground: ClusterGround;
  readonly draw: Draw;
  /** Of the client Pod; none where the request starts outside of any. */
  readonly clientLabels: Readonly<Record<string, string>>;
  /** Ranges of everything that may ask: of the nodes and the outside, and of the Pods. */
  readonly fabric: string;
  readonly pods: string;
  /** The range of Pods of the client's node. */
  readonly clientPods: string;
}

type Policies = (facts: PolicyFacts) => readonly ClusterObject[] | Promise<readonly ClusterObject[]>;

/** A scenario whose fault is a NetworkPolicy. */
export interface PolicyCase {
  readonly direction: "ingress" | "egress";
  readonly mechanism: string;
  readonly fault: Policies;
  /** What looks like it and lets this request pass. */
  readonly nearMiss?: Policies;
  /** Where the request may start besides a Pod. */
  readonly alsoFromOutside?: boolean;
  /** The Service is asked by its name, which the Pod has to look up. */
  readonly byName?: boolean;
  readonly cluster?: ClusterScenario["cluster"];
}

/** Makes the scenario: a Service, a client, and policies that come with the fault. */
export const policyScenario = (wanted: PolicyCase): ClusterScenario => {
  const cause = `networkpolicy-denies-${wanted.direction}`;
  return {
    cause,
    boundary: "cni",
    mechanism: wanted.mechanism,
    expected: {
      fault: broken("cni", cause),
      ...(wanted.nearMiss === undefined ? {} : { "near-miss": healthy }),
    },
    ...(wanted.cluster === undefined ? {} : { cluster: wanted.cluster }),
    async build(ground, draw) {
      const { cluster } = ground;
      const [near, far] = draw.shuffle(cluster.nodes);
      if (near === undefined || far === undefined) throw new Error("a cluster has two nodes");
      const place = draw.pick(
        wanted.alsoFromOutside === true ? (["outside", "node", "pod", "pod"] as const) : (["pod"] as const),
      );
      const isFromPod = place === "pod";
      const pod = isFromPod
        ? await addClientPod(ground, draw, {
            node: near.name,
            // Names are looked up by what the C library has, which a static program does not.
            ...(wanted.byName === true ? { image: "tools" } : {}),
          })
        : null;
      // What a node sends to its own Pods no policy drops: the Pods are on the other.
      const where = place === "node" || draw.coin() ? onNode(far.name) : draw.coin() ? onNode(near.name) : {};
      const stack = await buildStack(ground, draw, { pod: where });
      await pod?.ready();
      const name = `${stack.name}.${ground.namespace}.svc.cluster.local`;
      const byName = `http://${name}:${stack.port}${stack.path}`;
      const start: Start = pod?.start ?? (place === "node" ? near.name : "client");
      const proof: HandProof = (pod?.asks ?? asks)(wanted.byName === true ? byName : stack.url);
      const facts: PolicyFacts = {
        stack,
        ground,
        draw,
        clientLabels: pod?.labels ?? {},
        fabric: `${cluster.ranges.fabric}.0/24`,
        pods: cluster.ranges.pods,
        clientPods: near.pods,
      };
      return {
        target: wanted.byName === true ? byName : stack.target,
        client: start,
        vantages: draw.coin() ? cluster.nodes.map(({ name: node }) => node) : [],
        proveByHand: proof,
        break: async () => {
          await ground.apply(...(await wanted.fault(facts)));
          await untilItShows(ground, start, proof);
        },
        nearMiss: async () => {
          await ground.apply(...((await wanted.nearMiss?.(facts)) ?? []));
        },
      };
    },
  };
};

/** A NetworkPolicy with a drawn name. */
export const policy = (draw: Draw, spec: Readonly<Record<string, unknown>>): ClusterObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: `${draw.label()}-${draw.label()}` },
  spec,
});

/** Selects Pods by labels. */
export const matching = (labels: Readonly<Record<string, string>>) => ({ matchLabels: labels });

/** A rule's ports: one TCP port. */
export const tcpPort = (port: number, endPort?: number) => ({
  protocol: "TCP",
  port,
  ...(endPort === undefined ? {} : { endPort }),
});

/** Allows who asks in these scenarios, wherever that is; and a deny that selects Pods of somebody else. */
export function allowsClient({ stack, draw, clientLabels, fabric }: PolicyFacts): readonly ClusterObject[] {
  const isPod = Object.keys(clientLabels).length > 0;
  const from = isPod ? [{ podSelector: matching(clientLabels) }] : [{ ipBlock: { cidr: fabric } }];
  return [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [
        { from, ports: [draw.coin() ? tcpPort(stack.targetPort) : { protocol: "TCP", port: "web" }] },
      ],
    }),
    policy(draw, { podSelector: matching({ app: draw.label() }), policyTypes: ["Ingress", "Egress"] }),
  ];
}
