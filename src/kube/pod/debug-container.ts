import type { Ms } from "../../base/index.ts";
import type { KubeName } from "../../evidence/index.ts";
import { listOf, mapOf, messageOf, numberOf, textOf } from "../api/json.ts";
import { nameOf } from "../objects/name.ts";

/** An ephemeral container that is to be added to a Pod. */
export interface DebugContainerAsked {
  readonly name: string;
  readonly image: string;
  /** Its process ends by itself so long after its start. */
  readonly endsAfter: Ms;
}

/** Where it is asked for. Kubernetes API, Pod v1, "patch ephemeralcontainers". */
export const debugContainersPath = ({ namespace, name }: Pick<KubeName, "namespace" | "name">): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/ephemeralcontainers`;

/** Nobody's, by the number that every distribution gives it. */
const NOBODY = 65_534;

/**
 * The patch that adds one. It shares the Pod's network and nothing of its other containers, and asks for no right that a namespace of the
 * strictest kind would refuse. Kubernetes, "Pod Security Standards", Restricted.
 */
export const debugContainerPatch = ({ name, image, endsAfter }: DebugContainerAsked): object => ({
  spec: {
    ephemeralContainers: [
      {
        name,
        image,
        imagePullPolicy: "IfNotPresent",
        // The first process of a container does not heed SIGTERM by itself: a Pod that is to go would wait for it.
        command: ["sh", "-c", `trap 'exit 0' TERM INT; sleep ${Math.round(endsAfter / 1000)} & wait`],
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          runAsNonRoot: true,
          runAsUser: NOBODY,
          seccompProfile: { type: "RuntimeDefault" },
        },
      },
    ],
  },
});

/** How an ephemeral container is. */
export type DebugContainerState =
  | { readonly state: "running" }
  /** It may still start. */
  | { readonly state: "starting"; readonly why: string }
  /** It will not, by the kubelet's own word. */
  | { readonly state: "failed"; readonly why: string };

/** Reasons of the kubelet that are none of a failure. */
const starting: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

/** What a Pod's object says of one of its ephemeral containers. */
export function debugContainerState(pod: unknown, name: string): DebugContainerState {
  const statuses = listOf(mapOf(mapOf(pod)["status"])["ephemeralContainerStatuses"]).map(mapOf);
  const state = mapOf(statuses.find((one) => one["name"] === name)?.["state"]);
  if ("running" in state) return { state: "running" };
  if ("terminated" in state) {
    const { exitCode, reason, message } = mapOf(state["terminated"]);
    return { state: "failed", why: wordsOf(reason, message) ?? `it ended with ${numberOf(exitCode) ?? "?"}` };
  }
  const { reason, message } = mapOf(state["waiting"]);
  const named = textOf(reason);
  if (named === null || starting.has(named))
    return { state: "starting", why: named ?? "its kubelet says nothing of it yet" };
  return { state: "failed", why: wordsOf(reason, message) ?? named };
}

function wordsOf(reason: unknown, message: unknown): string | null {
  const [word, words] = [textOf(reason), messageOf(message)];
  return word !== null && words !== null ? `${word}: ${words}` : (word ?? words);
}

/** The Pod that an object is; `null` where it is none. */
export const podNameOf = (object: unknown): KubeName | null => nameOf(object, "Pod");
