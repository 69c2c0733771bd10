import type { Boundary } from "../../base/index.ts";
import type { Gap } from "../../evidence/index.ts";
import type { ReadFailure } from "./cluster-read.ts";

/** What would have been read. */
export interface Wanted {
  readonly verb: "get" | "list" | "create" | "patch";
  /** As a role names it: `pods`, `endpointslices.discovery.k8s.io`, `pods/log`. */
  readonly resource: string;
  /** `null` for what belongs to no namespace, or to all. */
  readonly namespace: string | null;
}

/** A read that failed as a gap, with the right that is missing where it is a right. */
export function gapOf(failure: ReadFailure, wanted: Wanted, boundary: Boundary = "service"): Gap {
  const { verb, resource, namespace } = wanted;
  const place = namespace === null ? "" : ` in namespace ${namespace}`;
  const needs = `${verb} of ${resource}${place}`;
  switch (failure.outcome) {
    case "forbidden":
      return {
        boundary,
        needs,
        reason: "permission",
        allowBy: `Allow ${verb} of ${resource}${place} to this account`,
      };
    case "unauthorized":
      return {
        boundary,
        needs,
        reason: "permission",
        allowBy: `Log in to the cluster again: its API ${failure.why}`,
      };
    case "unreachable":
    case "timed-out":
      return {
        boundary,
        needs,
        reason: "unreachable",
        allowBy: `See from here: kubectl cluster-info; the API ${failure.why}`,
      };
    case "missing":
      return { boundary, needs, reason: "not-supported", allowBy: `Ask a cluster that serves ${resource}` };
    case "failed":
      return {
        boundary,
        needs,
        reason: "unreadable",
        allowBy: `Look at the API's answer: it ${failure.why}`,
      };
  }
}
