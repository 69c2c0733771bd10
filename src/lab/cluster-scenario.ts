import type { Boundary } from "../base/index.ts";
import type { Cluster, ClusterObject, FabricKind, Families, ProxyMode } from "./cluster/index.ts";
import type { Draw } from "./draw.ts";
import type { Expectation, HandProof, Variant } from "./scenario.ts";

/**
 * A fault in a real Kubernetes: what `Scenario` is for a world of hosts. One file per scenario, named as its cause. Many share one
 * cluster, each with a namespace of its own that goes when it is done; what it changes of a node it undoes by `fix`.
 *
 * Its default shape: `build` applies a healthy Service with its Pods and waits until it serves; the runner breaks it or not, runs
 * `faultline check kube://…` where the request starts, and compares.
 */
export interface ClusterScenario {
  /** The id of the verdict's cause; `null` for a cluster in which nothing is wrong. */
  readonly cause: string | null;
  readonly boundary: Boundary | null;
  /** What makes it, in half a sentence. */
  readonly mechanism: string;
  /** What the verdict says in each variant; `healthy` and `noisy` are healthy unless given here. */
  readonly expected: { readonly [V in Variant]?: Expectation };
  /**
   * It changes what all of a cluster use, a node for one: nobody else builds or asks meanwhile. `broken`: by `break` and `nearMiss`, and
   * undoes it by `fix`; `built`: from the beginning. Left out: it keeps to its own namespace.
   */
  readonly changesNodes?: "broken" | "built";
  /** The cluster that it wants, where not any will do. */
  readonly cluster?: Partial<ClusterWanted>;
  build(ground: ClusterGround, draw: Draw): Promise<ClusterSetup>;
}

/** What clusters are told apart by. */
export interface ClusterWanted {
  readonly nodes: 2 | 3;
  readonly fabric: FabricKind;
  readonly families: Families;
  readonly proxyMode: ProxyMode;
}

/** What a scenario has of the cluster. */
export interface ClusterGround {
  readonly cluster: Cluster;
  /** Its own namespace of Kubernetes, with a drawn name. */
  readonly namespace: string;
  /** `kubectl apply` into its own namespace, for objects that name none. */
  apply(...objects: readonly ClusterObject[]): Promise<void>;
  /** Runs kubectl in its own namespace. @throws FaultlineError `LAB_FAILED` where it fails. */
  kubectl(...argv: readonly string[]): Promise<string>;
  /** Waits until a command in a network namespace of the cluster prints what is wanted, a minute at most. */
  until(place: string, argv: readonly string[], shows: RegExp): Promise<void>;
}

/** A Service that serves: how to ask it, and how to break and repair it. */
export interface ClusterSetup {
  /** `kube://namespace/service:port/path` */
  readonly target: string;
  readonly options?: readonly string[];
  /** Where the request starts: a network namespace of the cluster (`client`, `node1`), or a Pod of it (`{ pod }`, of its own namespace). */
  readonly client: string | { readonly pod: string };
  /** The product sees no process of any Pod, as on a host that is no node. */
  readonly seesNoProcesses?: true;
  /** Further lines of the `faultline.yaml`; the kubeconfig is there already. Vantages are given by `vantages`. */
  readonly vantages?: readonly string[];
  /** Further vantages, each as the configuration gives it: `{ pod: shop/edge }`. */
  readonly places?: Readonly<Record<string, string>>;
  /** The lines of the configuration's `path`, where the request passes a proxy that is known. */
  readonly path?: readonly string[];
  /** The Service that the configuration names, for a target that is not `kube://`. */
  readonly service?: string;
  /** How a person sees the fault, without the product, from where the request starts. */
  readonly proveByHand: HandProof;
  /** Where a person sees it who cannot stand where the request starts: another Pod, of the same labels. */
  readonly proveFrom?: ClusterSetup["client"];
  readonly break?: () => Promise<void>;
  /** Undoes what `break` did to what is shared; its own namespace goes anyway. */
  readonly fix?: () => Promise<void>;
  readonly nearMiss?: () => Promise<void>;
  /** The kubeconfig of an account with fewer rights; the administrator's unless given. */
  readonly kubeconfig?: string;
}
