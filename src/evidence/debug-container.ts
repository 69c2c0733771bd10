import type { Ms } from "../base/index.ts";
import type { KubeName } from "./kube-pods.ts";

/**
 * An ephemeral container that a run has added to a Pod to look from. Kubernetes takes none out again: it stays in the Pod's object until the
 * Pod goes. By: probe.
 */
export interface DebugContainer {
  readonly pod: KubeName;
  readonly container: string;
  readonly image: string;
  /** Its process ends by itself so long after its start. */
  readonly endsAfter: Ms;
  /** Why it did not start, by the kubelet's own word; `null` where it did. */
  readonly notStarted: string | null;
}
