import type { Evidence } from "../evidence/index.ts";
import type { Run } from "./run.ts";
import { duration } from "./units.ts";

/** What this run has added and cannot take away again, a sentence each. */
export const leftBehind = ({ evidence }: Pick<Run, "evidence">): readonly string[] =>
  evidence
    .filter((record): record is Evidence<"debug-container"> => record.kind === "debug-container")
    .map(({ value: { pod, container, image, endsAfter, notStarted } }) => {
      const what = `Container ${container} of ${image} in Pod ${pod.namespace}/${pod.name}: Kubernetes takes no such container out again, it stays in the Pod's object until the Pod goes`;
      return notStarted === null
        ? `${what}. Its process ends by itself ${duration(endsAfter)} after its start`
        : `${what}. It had not started when this run ended (${notStarted}); where it starts later, its process ends by itself after ${duration(endsAfter)}`;
    });
