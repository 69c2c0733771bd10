import type { Evidence, KubeMaker } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** Why there are no Pods, and what helps. */
export interface NoPods {
  readonly records: readonly Evidence[];
  readonly slots: { readonly whyNoPods: string; readonly podsRemedy: string };
}

/** Why no Pod bears the labels that a Service selects, as far as what would make them says. */
export function whyNoPods(evidence: readonly Evidence[], namespace: string): NoPods {
  const record = ofKind(evidence, "kube-makers").at(-1);
  const compare = `Compare the labels: kubectl -n ${namespace} get pods --show-labels`;
  if (record === undefined) return told([], "it has no endpoint", compare);
  const { makers, isComplete } = record.value;
  const wanting = makers.find(({ wanted }) => wanted !== 0);
  if (wanting !== undefined) return told([record], ...ofWanting(wanting, namespace));
  const [idle] = makers;
  if (idle !== undefined)
    return told(
      [record],
      `${idle.kind} ${idle.name}, which makes them, ${idle.kind === "DaemonSet" ? "fits no node" : "is scaled to 0"}`,
      idle.kind === "DaemonSet"
        ? `See which nodes it is for: kubectl -n ${namespace} describe daemonset ${idle.name}`
        : `kubectl -n ${namespace} scale ${idle.kind.toLowerCase()} ${idle.name} --replicas=2`,
    );
  return isComplete
    ? told([record], "no Deployment, StatefulSet or DaemonSet there makes Pods with them", compare)
    : told([record], "it has no endpoint", compare);
}

const told = (records: readonly Evidence[], why: string, podsRemedy: string): NoPods => ({
  records,
  slots: { whyNoPods: why, podsRemedy },
});

const ofWanting = (
  { kind, name, wanted, hindrance }: KubeMaker,
  namespace: string,
): readonly [string, string] => [
  `${kind} ${name} wants ${wanted === null ? "some" : wanted} and ${hindrance === null ? "has made none" : `can make none: ${hindrance}`}`,
  `Let it make them, which a quota, an admission webhook or a missing account hinders: kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}; kubectl -n ${namespace} get events --field-selector reason=FailedCreate`,
];
