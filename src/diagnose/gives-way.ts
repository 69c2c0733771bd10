import type { Boundary } from "../base/index.ts";
import type { Cause } from "./cause.ts";

/** Rows of `app` that say where the time or the error is, and not why. */
export const seenOfApplication: ReadonlySet<string> = new Set(["app-slow", "app-error"]);

/**
 * Rows that say what is seen of the next hop: there they give way to the reason. docs/contract.md, "Which name". The other rows of a
 * proxy are reasons themselves.
 */
export const seenByProxy: ReadonlySet<string> = new Set([
  "no-healthy-upstream",
  "upstream-refused",
  "upstream-timeout",
  "upstream-connect-timeout",
  "upstream-resets",
]);

/** Where the rows of a cluster go before those for the same fault. docs/contract.md, "Which name", 3. */
const beforeCluster: ReadonlySet<Boundary> = new Set(["route", "path", "tcp"]);

/**
 * On a node, what keeps packets to a Service without endpoints back is kube-proxy's own rule: it is what is seen of the Service there.
 * Kubernetes, Virtual IPs and Service Proxies.
 */
const OWN_RULES = "local-firewall-blocks";

/** Rows of `dns` that say what is seen of a name that is no Service's, or of a resolver that a policy keeps a Pod from. */
const seenOfName: Readonly<Record<string, ReadonlySet<string>>> = {
  "service-missing": new Set(["name-does-not-exist", "negative-answer-cached", "no-address-record"]),
  "networkpolicy-denies-egress": new Set([
    "resolver-unreachable",
    "udp-blocked-tcp-works",
    "first-resolver-dead",
    "search-path-amplification",
  ]),
};

/**
 * Whether a cause is the reason why another one is seen: by the catalogue; what is proven of its database says why an application
 * errs or is slow; and what is proven in a cluster says why its Service does not serve. docs/contract.md, "Which name".
 */
export const isReasonFor = (reason: Cause, seen: Cause): boolean =>
  seen.explainedBy.includes(reason.id) ||
  (reason.boundary === "database" && seenOfApplication.has(seen.id)) ||
  (reason.onlyIn === "cluster" &&
    seen.onlyIn === undefined &&
    (beforeCluster.has(seen.boundary) ||
      seenByProxy.has(seen.id) ||
      seen.id === OWN_RULES ||
      seenOfName[reason.id]?.has(seen.id) === true));
