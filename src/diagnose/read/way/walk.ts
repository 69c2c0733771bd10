import type { Evidence, FirewallMatch } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { neighbourOf, ownerOf } from "../../way.ts";
import { ofKind } from "../reader.ts";
import { neighbourState } from "./neighbour-state.ts";

/** One host that the packets pass, and what it does with them. */
export interface Step {
  readonly vantage: string;
  readonly decision: Evidence<"route-decision"> | null;
}

/**
 * How a walk from host to host ends.
 *
 * - `arrived`: at the host that has the destination. `refused`: a host does not send the packets on.
 * - `circle`: at a host that they have passed. `unresolved`: the next hop does not answer for its address.
 * - `unseen`: at a host that nobody looked from, or whose decision is not known.
 */
export type WalkEnd = "arrived" | "refused" | "circle" | "unresolved" | "unseen";

/** The way of the flow's packets in one direction, as far as it is known. */
export interface Walk {
  readonly steps: readonly Step[];
  readonly end: WalkEnd;
}

/** Longer ways are loops. */
const MOST_HOSTS = 32;

/** Follows the request's packets from the client. */
export function walkForward(evidence: readonly Evidence[], request: ReferenceRequest): Walk {
  return request.address === null
    ? { steps: [], end: "unseen" }
    : walkOn(evidence, request, { from: request.client, destination: request.address });
}

/** Follows packets to a destination from a host on the way. Destination NAT of a host changes where it leads from there on. */
export function walkOn(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { from, destination }: { readonly from: string; readonly destination: string },
): Walk {
  let expected = destination;
  return follow(evidence, request, from, (vantage) => {
    // Hosts behind a translation are asked about the address that it gave: what they would do with the old one says nothing.
    expected = translationsOf(evidence, vantage, "forward")[0]?.newDestination?.address ?? expected;
    return ofKind(evidence, "route-decision").findLast(
      (one) => one.vantage === vantage && one.value.way === "forward" && one.value.destination === expected,
    );
  });
}

/**
 * Follows the answers from the server. Where a host on the way there translates the source, the answers are for that host:
 * a decision about the client's own address says nothing before it.
 */
export function walkBack(evidence: readonly Evidence[], request: ReferenceRequest): Walk {
  if (request.server === null) return { steps: [], end: "unseen" };
  const sources = walkForward(evidence, request)
    .steps.map(({ vantage }) => vantage)
    .filter((vantage) => translatesSource(evidence, vantage));
  let isUndone = sources.length === 0;
  return follow(evidence, request, request.server, (vantage) => {
    if (sources.includes(vantage)) isUndone = true;
    const decision = ofKind(evidence, "route-decision").findLast(
      (one) => one.vantage === vantage && one.value.way === "back",
    );
    const isOfClient =
      decision !== undefined && ownerOf(evidence, decision.value.destination) === request.client;
    return isOfClient && !isUndone ? undefined : decision;
  });
}

function follow(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  from: string,
  decisionAt: (vantage: string) => Evidence<"route-decision"> | undefined,
): Walk {
  const steps: Step[] = [];
  const passed = new Set<string>();
  let here = from;
  let isDelivered = false;
  while (passed.size < MOST_HOSTS) {
    passed.add(here);
    const decision = decisionAt(here);
    steps.push({ vantage: here, decision: decision ?? null });
    // The host that has the address needs no decision of its own, unless it sends the packets on to another.
    if (decision === undefined) return { steps, end: isDelivered ? "arrived" : "unseen" };
    const { outcome, gateway, destination, device } = decision.value;
    if (outcome === "local") return { steps, end: "arrived" };
    if (outcome !== "unicast") return { steps, end: "refused" };
    const nextHop = gateway ?? destination;
    if (neighbourState(evidence, request, { vantage: here, address: nextHop, device }) === "incomplete")
      return { steps, end: "unresolved" };
    const next = neighbourOf(evidence, { vantage: here, address: nextHop, device });
    if (next === null) return { steps, end: "unseen" };
    if (passed.has(next)) return { steps, end: "circle" };
    isDelivered = gateway === null;
    here = next;
  }
  return { steps, end: "circle" };
}

/** Rules of a host that surely change the flow's destination, or its source, on its way. */
export const translationsOf = (
  evidence: readonly Evidence[],
  vantage: string,
  way: "forward" | "back",
): readonly FirewallMatch[] =>
  ofKind(evidence, "firewall")
    .filter((one) => one.vantage === vantage)
    .flatMap(({ value }) => value.matches)
    .filter((match) => match.way === way && match.isCertain && match.newDestination !== null);

/** Whether a host gives the flow's packets another source on their way to the server. */
export const translatesSource = (evidence: readonly Evidence[], vantage: string): boolean =>
  ofKind(evidence, "firewall")
    .filter((one) => one.vantage === vantage)
    .some(({ value }) =>
      value.matches.some(
        ({ way, verdict }) => way === "forward" && (verdict === "snat" || verdict === "masquerade"),
      ),
    );
