import type { ClusterGround } from "../../cluster-scenario.ts";
import { IN_VAIN, statusOf } from "./asking.ts";
import type { Stack } from "./stack.ts";

/** All Pods are ended before the new ones start: nothing old serves on. apps/v1, DeploymentStrategy. */
export const recreated = { deployment: { strategy: { type: "Recreate" } } } as const;

/** What is changed of the Pods. Parts that are not named stay. */
export interface PodChange {
  /** In place of all arguments of the application but its port. */
  readonly args?: readonly string[];
  readonly container?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
}

/** Changes the template of the Pods; the Deployment replaces them as its strategy says. Waits for nothing. */
export async function changePods(
  ground: ClusterGround,
  { name, targetPort }: Pick<Stack, "name" | "targetPort">,
  { args, container = {}, pod = {} }: PodChange,
): Promise<void> {
  const changed = {
    name: "app",
    ...(args === undefined ? {} : { args: ["-port", String(targetPort), ...args] }),
    ...container,
  };
  const spec = { containers: [changed], ...pod };
  await patch(ground, `deployment/${name}`, { spec: { template: { spec } } }, "strategic");
}

/** `kubectl patch`. */
export async function patch(
  { kubectl }: ClusterGround,
  object: string,
  change: object,
  type: "merge" | "strategic" = "merge",
): Promise<void> {
  await kubectl("patch", object, `--type=${type}`, "-p", JSON.stringify(change));
}

/** The labels as `kubectl -l` wants them. */
export const selectorOf = ({ labels }: Pick<Stack, "labels">): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** Waits until what kubectl prints of the namespace's objects is as wanted. */
export const untilShown = (
  { cluster, namespace, until }: ClusterGround,
  argv: readonly string[],
  shows: RegExp,
): Promise<void> =>
  until(
    "control",
    [...["env", `KUBECONFIG=${cluster.kubeconfig}`, `${cluster.programs}/kubectl`, "-n", namespace], ...argv],
    shows,
  );

/** Waits until the stack is asked in vain, and has no Pod any more. */
export async function untilNoPods(ground: ClusterGround, stack: Stack): Promise<void> {
  await untilInVain(ground, stack);
  await untilShown(ground, ["get", "pods", "-l", selectorOf(stack), "-o", "jsonpath={.items}"], /^\[\]/);
}

/** Waits until the statuses of the stack's containers show something: a reason, a number of restarts. */
export const untilPodsShow = (ground: ClusterGround, stack: Stack, path: string, shows: RegExp) =>
  untilShown(ground, ["get", "pods", "-l", selectorOf(stack), "-o", `jsonpath={${path}}`], shows);

/** Waits until the Service is asked in vain somewhere. */
export const untilInVain = (ground: ClusterGround, { url }: Pick<Stack, "url">, place = "client") =>
  ground.until(place, statusOf(url), IN_VAIN);

/** Waits until the Service answers somewhere. */
export const untilServed = (ground: ClusterGround, { url }: Pick<Stack, "url">, place = "client") =>
  ground.until(place, statusOf(url), /^200/m);

/** The addresses of the Pods that run now, by name. */
export async function podsOf(
  ground: ClusterGround,
  stack: Pick<Stack, "labels">,
): Promise<readonly { readonly name: string; readonly address: string }[]> {
  const shown = await ground.kubectl(
    ...["get", "pods", "-l", selectorOf(stack), "--field-selector=status.phase=Running", "-o"],
    'jsonpath={range .items[*]}{.metadata.name} {.status.podIP}{"\\n"}{end}',
  );
  return shown
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([name = "", address = ""]) => ({ name, address }));
}
