/** An object of the API server, as a manifest gives it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [part: string]: unknown;
}

/** A rule of a Role. rbac.authorization.k8s.io/v1, PolicyRule. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Several objects as one, which `kubectl apply` takes. */
export const listOf = (objects: readonly ClusterObject[]): string =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });

const RBAC = "rbac.authorization.k8s.io";

/** A service account that may do in the whole cluster what the rules say. */
export function account(
  name: string,
  namespace: string,
  rules: readonly AccessRule[],
): readonly ClusterObject[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
}
