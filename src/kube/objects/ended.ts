import type { KubeEnd } from "../../evidence/index.ts";
import { isMap, listOf, mapOf, messageOf, numberOf, textOf } from "../api/json.ts";
import { eventOf } from "./event.ts";

/** What ends Pods, as far as it says how their end goes. */
export interface Owner {
  readonly uid: string;
  /** `ReplicaSet/api-7d9`. */
  readonly name: string;
  readonly hasPreStop: boolean | null;
  readonly leavesOthers: boolean | null;
}

/** How the controllers tell of it: ReplicaSet and DaemonSet, StatefulSet; alike events are combined. kube-controller-manager, controller_utils.go, stateful_pod_control.go. */
const ended =
  /^(?:\(combined from similar events\): )?(?:Deleted pod: |delete Pod )([a-z0-9.-]{1,253})(?: in StatefulSet .* successful)?$/;

/** A Pod that one of these owners ended, by its event; `null` for any other event. */
export function endOf(event: unknown, owners: readonly Owner[]): KubeEnd | null {
  const { involvedObject, regarding, reason } = mapOf(event);
  const uid = textOf(mapOf(involvedObject ?? regarding)["uid"]);
  const owner = owners.find((one) => one.uid === uid);
  if (owner === undefined || uid === null || reason !== "SuccessfulDelete") return null;
  const told = eventOf(event, uid);
  const name = ended.exec(told?.message ?? "")?.[1];
  if (told?.lastAt == null || name === undefined) return null;
  return {
    id: { kind: "Pod", namespace: told.about.namespace, name, uid: null },
    at: told.lastAt,
    owner: owner.name,
    hasPreStop: owner.hasPreStop,
    leavesOthers: owner.leavesOthers,
  };
}

/** Whether a container of a Pod's description does something before it is told to end. Kubernetes API, Lifecycle v1. */
export const preStopOf = (spec: unknown): boolean =>
  listOf(mapOf(spec)["containers"]).some((one) => isMap(mapOf(mapOf(one)["lifecycle"])["preStop"]));

/**
 * Whether a Deployment keeps Pods at work while it replaces others: at least `replicas` less `maxUnavailable`, a number or a part of
 * them that is rounded down. apps/v1, RollingUpdateDeployment.
 */
export function leavesOthersOf(deployment: unknown): boolean | null {
  const spec = mapOf(mapOf(deployment)["spec"]);
  const replicas = numberOf(spec["replicas"]);
  const { type, rollingUpdate } = mapOf(spec["strategy"]);
  if (type === "Recreate") return false;
  if (type !== "RollingUpdate" || replicas === null) return null;
  const { maxUnavailable } = mapOf(rollingUpdate);
  const part = /^(\d{1,3})%$/.exec(messageOf(maxUnavailable) ?? "")?.[1];
  const most = part === undefined ? numberOf(maxUnavailable) : Math.floor((replicas * Number(part)) / 100);
  return most === null ? null : replicas - most > 0;
}
