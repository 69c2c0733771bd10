/** The objects of a cluster that take a request with this host and path to a Service. Kubernetes API, networking.k8s.io/v1; Gateway API. */
export interface KubeRoutes {
  readonly host: string;
  readonly path: string;
  /** The best of each serving controller. */
  readonly routes: readonly KubeRoute[];
}

/** One object that takes the request. */
export interface KubeRoute {
  readonly kind: "Ingress" | "HTTPRoute";
  readonly namespace: string;
  readonly name: string;
  /** Who serves it: the class of an Ingress, the Gateway of a route; `null` where it is not told. */
  readonly by: string | null;
  readonly service: {
    readonly namespace: string;
    readonly service: string;
    readonly port: number | string | null;
  };
  /** Whether nothing but host and path decides: no pattern, header, method or parameter, and one backend. */
  readonly isCertain: boolean;
}
