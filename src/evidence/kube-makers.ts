/** What makes Pods with the labels that a Service selects, where there are none. Kubernetes API, apps/v1. */
export interface KubeMakers {
  readonly namespace: string;
  readonly service: string;
  /** All kinds that make Pods for long were read, and whole. */
  readonly isComplete: boolean;
  readonly makers: readonly KubeMaker[];
}

/** A Deployment, StatefulSet or DaemonSet. */
export interface KubeMaker {
  readonly kind: string;
  readonly name: string;
  /** Pods that it should have; `null` where it does not tell. */
  readonly wanted: number | null;
  /** Why none can be made, in the API server's words; `null` where nothing says so. */
  readonly hindrance: string | null;
}
