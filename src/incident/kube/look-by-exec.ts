import { hostPort } from "../../base/index.ts";
import {
  type Gap,
  isSafeMethod,
  type KubeName,
  type Recorder,
  type RequestAsked,
  type ServiceLook,
} from "../../evidence/index.ts";
import type { ToolRequest } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import { lookFromPod, type PodCommands } from "./pod-commands.ts";
import type { LookFrom, LookTo } from "./service-looks.ts";

/** Ways that are asked from one container: each is a command of its own in it. */
const MOST_WAYS = 8;

/** Why no command could be run in a container, as a gap tells it. */
const hindrances = {
  "missing-tool": [
    "missing-tool",
    "Give its image curl, wget or nc, or run this as root on the node that it runs on",
  ],
  permission: ["permission", "Allow create of pods/exec to this account"],
  "timed-out": ["unreachable", "Try it by hand: kubectl exec"],
  unreachable: ["unreachable", "Try it by hand: kubectl exec"],
} as const satisfies Record<string, readonly [Gap["reason"], string]>;

/**
 * Makes the request from a Pod that this host does not see a process of, by the tools of its container, to each of some others ways round,
 * and records each.
 */
export async function lookByExec(
  {
    name,
    is,
    node,
    pod,
  }: Pick<LookFrom, "name" | "is" | "node"> & { readonly pod: Pick<KubeName, "namespace" | "name"> },
  ways: readonly LookTo[],
  { asked, recorder: all, clock, signal }: Walk,
  commands: PodCommands,
): Promise<void> {
  const recorder = all.at(name);
  const request = requestOf(asked);
  const failed = new Set<keyof typeof hindrances>();
  await Promise.all(
    ways.slice(0, MOST_WAYS).map(async (way) => {
      const { look, image, observedAt, took } = await lookFromPod(pod, { way, request, clock }, commands);
      signal.throwIfAborted();
      if (typeof look === "string") {
        failed.add(look);
        return;
      }
      const value: ServiceLook = { from: is, node, to: way.to, pod: way.pod, podNode: way.podNode, look };
      recorder.record("service-look", value, {
        boundary: "service",
        by: "probe",
        purpose: "difference",
        observedAt,
        took,
        command: commandIn(pod, way, { request, image }),
      });
    }),
  );
  for (const why of failed) tellHindrance(recorder, pod, { what: "the same request by other ways", why });
}

/** A gap for what could not be asked from a Pod by commands in its container. */
export function tellHindrance(
  recorder: Pick<Recorder, "gap">,
  { namespace, name }: Pick<KubeName, "namespace" | "name">,
  { what, why }: { readonly what: string; readonly why: keyof typeof hindrances },
): void {
  const [reason, allowBy] = hindrances[why];
  recorder.gap({ boundary: "service", needs: `${what} from Pod ${namespace}/${name}`, reason, allowBy });
}

/** What a person would type to make the request in a Pod. */
export const commandIn = (
  { namespace, name }: Pick<KubeName, "namespace" | "name">,
  { address, port }: Pick<LookTo, "address" | "port">,
  { request, image }: { readonly request: ToolRequest | null; readonly image: string | null },
): string => {
  const inside =
    image === null
      ? `kubectl -n ${namespace} exec ${name} --`
      : `kubectl -n ${namespace} debug ${name} -i --image=${image} --`;
  return request === null
    ? `${inside} nc -vz ${address} ${port}`
    : image !== null
      ? `${inside} wget -O /dev/null ${request.scheme}://${hostPort(address, port)}${request.path}`
      : `${inside} curl -sv -o /dev/null ${request.scheme}://${hostPort(address, port)}${request.path}`;
};

/** `null` for what is no HTTP: then a connection alone is looked at. */
export const requestOf = ({ scheme, method, path, host, hostIsAddress }: RequestAsked): ToolRequest | null =>
  scheme === "http" || scheme === "https"
    ? {
        scheme,
        path,
        method: isSafeMethod(method) ? method : "OPTIONS",
        hostField: hostIsAddress ? null : host,
      }
    : null;
