import type { Answer } from "./answer.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "./raw.ts";
import { type Labels, matchesSelector } from "./selector.ts";

/** One NetworkPolicy, as far as one direction goes. */
export interface Policy {
  readonly namespace: string;
  /** `namespace/name` */
  readonly name: string;
  readonly podSelector: unknown;
  /** Its rules for the direction, in order. */
  readonly rules: readonly unknown[];
}

/**
 * The policy's part for a direction; `null` where it has none. `policyTypes` left out: always Ingress, and Egress where it has
 * egress rules. Kubernetes API, NetworkPolicySpec.
 */
export function policyFor(raw: unknown, direction: "ingress" | "egress"): Policy | null {
  const { metadata, spec } = rawObject(raw);
  const namespace = rawText(rawObject(metadata)["namespace"]) ?? "";
  const name = rawText(rawObject(metadata)["name"]);
  if (name === null || !isObject(spec)) return null;
  const { podSelector, policyTypes, ingress, egress } = rawObject(spec);
  if (isGiven(policyTypes) && !Array.isArray(policyTypes)) return null;
  const types = rawList(policyTypes);
  const isFor =
    types.length === 0
      ? direction === "ingress" || rawList(egress).length > 0
      : types.includes(direction === "ingress" ? "Ingress" : "Egress");
  if (!isFor) return null;
  const rules = direction === "ingress" ? ingress : egress;
  return {
    namespace,
    name: `${namespace}/${name}`,
    podSelector: podSelector ?? {},
    rules: isGiven(rules) && !Array.isArray(rules) ? [rules] : rawList(rules),
  };
}

/** Whether the policy guards a Pod of its namespace. An empty selector selects all of them. */
export const guards = ({ podSelector }: Policy, labels: Labels): Answer =>
  matchesSelector(podSelector, labels);
