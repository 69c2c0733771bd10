import type { ClusterNode } from "../../cluster/index.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { untilServed } from "./change.ts";
import { buildStack, type Stack, type StackOptions } from "./stack.ts";

/** A Service that is reached at a node's own address. */
export interface NodePort {
  readonly stack: Stack;
  /** `http://NODE:PORT/…` */
  readonly target: string;
}

/** Makes a Service of type NodePort, asked at one node, and waits until it answers there. */
export async function askNodePort(
  ground: ClusterGround,
  draw: Draw,
  { node, pod }: { readonly node: ClusterNode; readonly pod?: NonNullable<StackOptions["pod"]> },
): Promise<NodePort> {
  const stack = await buildStack(ground, draw, {
    ...(pod === undefined ? {} : { pod }),
    service: { type: "NodePort" },
  });
  const path = "jsonpath={.spec.ports[0].nodePort}";
  const port = (await ground.kubectl("get", "service", stack.name, "-o", path)).trim();
  const target = `http://${node.address}:${port}${stack.path}`;
  await untilServed(ground, { url: target });
  return { stack, target };
}
