import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { patch, untilShown } from "./change.ts";
import { deploymentOf, type Stack, type StackOptions } from "./stack.ts";

/** How one more Pod of a Service differs from the others. */
export interface Replica extends StackOptions {
  /** `jsonpath` of the Pod, and what it shows when the Pod has come to what it is for. */
  readonly shows: { readonly path: string; readonly is: RegExp };
}

/**
 * Adds one Pod with the Service's labels that fails, and waits until it has. The Service keeps sending requests to Pods that are
 * not ready: core/v1, ServiceSpec, publishNotReadyAddresses. Gives its Deployment's name.
 */
export async function addFailingReplica(
  ground: ClusterGround,
  draw: Draw,
  { stack, replica }: { readonly stack: Stack; readonly replica: Replica },
): Promise<string> {
  const name = draw.label();
  const labels = { ...stack.labels, copy: name };
  await patch(ground, `service/${stack.name}`, { spec: { publishNotReadyAddresses: true } });
  await ground.apply(deploymentOf({ name, labels, targetPort: stack.targetPort, replicas: 1 }, replica));
  const { path, is } = replica.shows;
  await untilShown(ground, ["get", "pods", "-l", `copy=${name}`, "-o", `jsonpath={${path}}`], is);
  return name;
}

/** Path of why each container of each Pod last ended or waits. core/v1, ContainerStatus. */
export const REASONS =
  ".items[*].status.containerStatuses[*]['state.waiting.reason','state.terminated.reason','lastState.terminated.reason']";

/** Path of how often each container was started again. */
export const RESTARTS = ".items[*].status.containerStatuses[*].restartCount";
