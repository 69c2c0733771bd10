import type { ClusterScenario } from "../../cluster-scenario.ts";
import { overlaid } from "./overlay.ts";
import { scenario as plain } from "./selector-matches-nothing.ts";

/** The same where Pods of other nodes are reached in tunnels, and kube-proxy programs iptables. */
export const scenario: ClusterScenario = { ...plain, cluster: overlaid };
