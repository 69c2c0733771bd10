import type { KubeFinding } from "../../evidence/index.ts";
import { group, groupBy } from "./finding.ts";
import { getPod } from "./nodes.ts";
import type { PodSeen } from "./seen.ts";
import { isAsked, type KubeWorld } from "./world.ts";

/** How far back an end of a container is news. */
const RECENT = 3_600_000;

/** Groups of Pods that are told. */
const MOST_GROUPS = 10;

/** Pods that crash again and again or were killed for memory: notes, for the network is not why. */
export function judgePods(world: Pick<KubeWorld, "pods" | "now" | "namespace">): readonly KubeFinding[] {
  const { pods, now } = world;
  const all = (pods?.all ?? []).filter((pod) => isAsked(world, pod.namespace) && !pod.isDeleted);
  const isKilled = ({ lastExit }: PodSeen) =>
    lastExit?.reason === "OOMKilled" && now - (lastExit.endedAt ?? 0) < RECENT;
  const killed = all.filter(isKilled);
  const crashing = all.filter((pod) => pod.waiting === "CrashLoopBackOff" && !isKilled(pod));
  return [
    ...noted(
      killed,
      "pods-out-of-memory",
      () => "killed for lack of memory within the last hour (OOMKilled)",
    ),
    ...noted(crashing, "pods-crash-looping", ({ restarts, lastExit }) =>
      lastExit === null
        ? `ends again and again, ${restarts} restarts`
        : `ends again and again with ${lastExit.reason ?? "no reason"}${lastExit.code === null ? "" : ` (status ${lastExit.code})`}`,
    ),
  ];
}

const noted = (
  pods: readonly PodSeen[],
  id: string,
  what: (pod: PodSeen) => string,
): readonly KubeFinding[] =>
  groupBy(pods, what)
    .slice(0, MOST_GROUPS)
    .flatMap(([words, some]) =>
      group(
        some.map(({ namespace, name }) => `${namespace}/${name}`),
        { id, level: "note", kind: "Pod", what: words, advice: null, command: getPod },
      ),
    );
