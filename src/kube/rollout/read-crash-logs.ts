import type { Evidence, KubeContainer } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { beginLook, type KubeContext } from "../context.ts";
import type { PodRead } from "../objects/pod.ts";
import { inNamespace } from "../service/read-service.ts";
import { crashLogOf } from "./crash-log.ts";

/** Containers whose log is read: those of one Deployment crash alike. */
const MOST = 3;

/** Lines that are asked for. */
const TAIL = 50;

/** Records the last lines of containers that ended by themselves or were killed: the log of the run before the present one. */
export async function readCrashLogs(
  pods: readonly PodRead[],
  cluster: Cluster,
  context: KubeContext,
): Promise<readonly Evidence<"logged-errors">[]> {
  const crashed = pods
    .flatMap(({ pod }) => pod.containers.filter(hasCrashed).map((container) => ({ pod, container })))
    .slice(0, MOST);
  const records = await Promise.all(
    crashed.map(async ({ pod: { id }, container }) => {
      const record = beginLook({
        ...context,
        recorder: context.recorder.at(`pod ${id.namespace}/${id.name}`),
      });
      const isPrevious = container.restarts > 0;
      const read = await cluster.text(
        `${inNamespace(id.namespace)}/pods/${encodeURIComponent(id.name)}/log`,
        {
          container: container.name,
          tailLines: TAIL,
          timestamps: "true",
          ...(isPrevious ? { previous: "true" } : {}),
        },
      );
      if (read.outcome !== "read") {
        // A node keeps it for a while only: then the API answers 400, and nothing is missing that somebody could allow.
        if (read.outcome !== "missing" && read.outcome !== "failed")
          context.recorder.gap(
            gapOf(read, { verb: "get", resource: "pods/log", namespace: id.namespace }, "app"),
          );
        return null;
      }
      const value = crashLogOf(
        read.text,
        `container ${container.name}${isPrevious ? ", before its last restart" : ""}`,
      );
      const previous = isPrevious ? " --previous" : "";
      const command = `kubectl -n ${id.namespace} logs ${id.name} -c ${container.name}${previous} --tail ${TAIL} --timestamps`;
      return value === null
        ? null
        : record("logged-errors", value, { boundary: "app", by: "logged", command });
    }),
  );
  return records.filter((one) => one !== null);
}

/** Whether it has ended with anything but success. */
const hasCrashed = ({ exits }: KubeContainer): boolean =>
  exits.some(({ code, reason, signal }) => (code ?? 0) !== 0 || signal !== null || reason === "OOMKilled");
