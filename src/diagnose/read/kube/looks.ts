import type { Evidence, KubePod, ServiceLook } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** One look, as a record. */
export type Look = Evidence<"service-look">;

/** How a look ended: `passes` where a whole answer came that is no gateway's, and where TCP alone was asked. */
export type LookEnd = "passes" | "refused" | "silent" | "broken-off" | "unknown";

/** How one way to ask ended. */
export function endOf({ look }: ServiceLook): LookEnd {
  switch (look.connect) {
    case "refused":
      return "refused";
    case "timed-out":
    case "unreachable":
      return "silent";
    case "reset":
      return "broken-off";
    case "other":
      return "unknown";
    case "connected":
      break;
  }
  const outcome = look.exchange?.outcome;
  if (outcome === "closed" || outcome === "reset" || outcome === "truncated") return "broken-off";
  return outcome === "no-answer" ? "unknown" : "passes";
}

/** Whether a look got a connection: what keeps packets away did not keep it. */
export const connects = ({ value }: Look): boolean => value.look.connect === "connected";

/** Looks at one Pod, at its address or its loopback. */
export const looksAt = (evidence: readonly Evidence[], pod: Pick<KubePod, "id">): readonly Look[] =>
  ofKind(evidence, "service-look").filter(
    ({ value }) =>
      value.pod !== null &&
      (value.pod.uid !== null && pod.id.uid !== null
        ? value.pod.uid === pod.id.uid
        : value.pod.namespace === pod.id.namespace && value.pod.name === pod.id.name),
  );

/**
 * Looks at a Pod's own address from inside the cluster, where all of them failed; empty where one passed. From outside there may be no
 * way to it at all.
 */
export function failingLooksAt(evidence: readonly Evidence[], pod: Pick<KubePod, "id">): readonly Look[] {
  const looks = looksAt(evidence, pod).filter(
    ({ value }) => value.to === "endpoint" && value.from !== "outside" && endOf(value) !== "unknown",
  );
  return looks.some(({ value }) => endOf(value) === "passes") ? [] : looks;
}
