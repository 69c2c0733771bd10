import type { Evidence, KubeEndpoint } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import type { Cluster } from "./cluster.ts";
import type { Failure } from "./failures.ts";
import type { Start } from "./places.ts";

/** What one node does with the packets of Pods, as a record. */
export type NodeRecord = Evidence<"node-network">;

/** What the readers of the nodes' network go by. */
export interface NetworkKnown {
  readonly evidence: readonly Evidence[];
  readonly cluster: Cluster;
  readonly start: Start;
  /** The nodes by which the request comes to the Service. */
  readonly entry: ReadonlySet<string>;
  /** Those that get connections. */
  readonly endpoints: readonly KubeEndpoint[];
  readonly failures: readonly Failure[];
  readonly request: ReferenceRequest;
}
