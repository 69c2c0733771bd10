import type { ClusterScenario } from "../../cluster-scenario.ts";
import { scenario as plain } from "./networkpolicy-denies-ingress.ts";
import { overlaid } from "./overlay.ts";

/** The same where Pods of other nodes are reached in tunnels, and kube-proxy programs iptables. */
export const scenario: ClusterScenario = { ...plain, cluster: overlaid };
