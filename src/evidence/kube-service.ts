/** One port of a Service. */
export interface KubeServicePort {
  readonly name: string | null;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly port: number;
  /** A number, or the name of a container's port. */
  readonly targetPort: number | string;
  readonly nodePort: number | null;
}

/** The Service that a request is for, as the Kubernetes API has it. Kubernetes API, Service v1. */
export interface KubeService {
  readonly namespace: string;
  readonly name: string;
  /** `no-namespace`, `missing`: there is none of that name. `no-port`: it has no port of the number or name that was asked for. */
  readonly outcome: "found" | "no-namespace" | "missing" | "no-port";
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName" | null;
  /** The name that DNS has for it in its place; `null` where its type is another. Absent in records of older versions. */
  readonly externalName?: string | null;
  /** It has no address of its own: DNS tells those of its Pods. */
  readonly isHeadless: boolean;
  readonly clusterIps: readonly string[];
  /** Further addresses that lead to it: of load balancers and `externalIPs`. */
  readonly otherIps: readonly string[];
  readonly ports: readonly KubeServicePort[];
  /** The one that the request is for; `null` where there is none. */
  readonly port: KubeServicePort | null;
  /** `null` for a Service whose endpoints somebody else writes. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly internalPolicy: "Cluster" | "Local";
  readonly externalPolicy: "Cluster" | "Local";
  readonly hasAffinity: boolean;
  /** Endpoints count as ready whatever their Pods say. */
  readonly publishesNotReady: boolean;
}
