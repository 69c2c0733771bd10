import { familyOf } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { backGatewayOf } from "./back-gateway.ts";
import { forwardsNothing } from "./forwarding.ts";
import { meets } from "./on-way.ts";
import { riseAround } from "./readings.ts";
import { type Step, type Walk, walkBack, walkForward } from "./walk.ts";

/** Where the hosts on the way do not send the packets, or the answers, on. */
export const readRouteRefusals: Reader = (evidence, request) => {
  const there = walkForward(evidence, request);
  const back = walkBack(evidence, request);
  return [
    ...there.steps.flatMap((step) => readThere(evidence, request, step)),
    ...back.steps.flatMap((step) => readBack(evidence, request, step, there)),
    ...readLoop(there.end, there.steps),
    ...readLoop(back.end, back.steps),
  ];
};

const rejecting: readonly string[] = ["unreachable", "prohibit", "blackhole"];

function readThere(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, decision }: Step,
): readonly Observation[] {
  if (decision === null) return [];
  const { outcome } = decision.value;
  const from = { records: [decision], at: vantage, slots: slotsOf(decision) };
  if (outcome === "rejected-source") return readRejected(evidence, request, decision);
  // What the client's own kernel says to its own connection is known from that.
  if (vantage === request.client) return [];
  if (outcome === "no-route") return observe("no-route-here", true, from);
  // A host that does not forward answers the same question with EHOSTUNREACH, whatever its routes are.
  if (!rejecting.includes(outcome) || forwardsNothing(evidence, request, vantage)) return [];
  const strength = isAmbiguous(evidence, decision) ? "suggests" : "states";
  return observe("route-here-rejects", true, { ...from, strength });
}

function readBack(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, decision }: Step,
  there: Walk,
): readonly Observation[] {
  if (decision === null || vantage === request.client) return [];
  const { outcome } = decision.value;
  if (outcome === "rejected-source") return readRejected(evidence, request, decision);
  const gateway = backGatewayOf(evidence, there.steps, vantage);
  const slots = {
    ...slotsOf(decision),
    // The client's as this host sees it: after a translation of the source on the way here.
    clientAddress: decision.value.destination,
    ...(gateway === null ? {} : { backGateway: gateway }),
    ...networkOf(decision.value.destination, request),
  };
  const from = { records: [decision], at: vantage, slots };
  if (outcome === "unicast" || outcome === "local") return observe("answers-lack-route", false, from);
  // What the server sends is its own: whether it forwards for others says nothing of it.
  const isOwn = vantage === request.server;
  if (!isOwn && outcome !== "no-route" && forwardsNothing(evidence, request, vantage)) return [];
  // A source NAT that nobody sees would let the answers go to an address that was not asked for.
  const isSure = there.end === "arrived" && !isAmbiguous(evidence, decision);
  const rise = vantage === request.server && outcome === "no-route" ? unroutedRise(evidence, vantage) : null;
  const records = isSure || rise === null ? from.records : [...from.records, ...rise];
  const strength = isSure || rise !== null ? "states" : "suggests";
  return observe("answers-lack-route", true, { ...from, records, strength });
}

/** The network to be made known: the client's own, and for another address that address alone. */
function networkOf(
  address: string,
  { clientAddress }: ReferenceRequest,
): { readonly clientNetwork?: string } {
  return address === clientAddress
    ? {}
    : { clientNetwork: `${address}/${familyOf(address) === 6 ? 128 : 32}` };
}

/** Each SYN of the request, and each time that it is sent again, wants an answer: a stranger's packets hardly so often at once. */
const ENOUGH_UNROUTED = 3;

/** Readings between which a host's kernel found no route for packets of its own, as often as it was to answer the request. */
function unroutedRise(evidence: readonly Evidence[], vantage: string): readonly Evidence[] | null {
  const readings = ofKind(evidence, "kernel-counters").filter((one) => one.vantage === vantage);
  const rise = riseAround(
    readings,
    ({ value: { counters } }) => (counters["IpOutNoRoutes"] ?? 0) + (counters["Ip6OutNoRoutes"] ?? 0),
  );
  return rise !== null && rise.by >= ENOUGH_UNROUTED ? rise.records : null;
}

/** An EHOSTUNREACH for a packet that came in by an interface: a route's word, or that of a host that does not forward. */
const isAmbiguous = (
  evidence: readonly Evidence[],
  { vantage, value }: Evidence<"route-decision">,
): boolean =>
  value.outcome === "unreachable" &&
  value.inputInterface !== null &&
  !evidence.some((one) => one.kind === "network-settings" && one.vantage === vantage);

/**
 * A source that may not come in by an interface. Where the host has no way to that source at all, strict filtering rejects it
 * too: then the missing way is what is wrong.
 */
function readRejected(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  decision: Evidence<"route-decision">,
): readonly Observation[] {
  const { vantage, value } = decision;
  const other = value.way === "forward" ? "back" : "forward";
  const opposite = evidence.findLast(
    (one): one is Evidence<"route-decision"> =>
      one.kind === "route-decision" && one.vantage === vantage && one.value.way === other,
  );
  const isElsewhere =
    opposite !== undefined &&
    (opposite.value.outcome === "rejected-source" ||
      (opposite.value.outcome === "unicast" && opposite.value.device !== value.inputInterface));
  const isMet = meets(evidence, request, { vantage, way: value.way });
  if (!isElsewhere || isMet !== true || forwardsNothing(evidence, request, vantage)) return [];
  const slots = {
    ...slotsOf(decision),
    device: value.inputInterface ?? "DEVICE",
    otherDevice: opposite.value.device ?? "another interface",
  };
  return observe("source-rejected-here", true, { records: [decision, opposite], at: vantage, slots });
}

function readLoop(end: string, steps: readonly Step[]): readonly Observation[] {
  const last = steps.at(-1);
  if (end !== "circle" || last === undefined) return [];
  const records = steps.flatMap(({ decision }) => decision ?? []);
  const own = last.decision === null ? {} : slotsOf(last.decision);
  const slots = { ...own, router: last.vantage, ...(own["network"] && { loopNetwork: own["network"] }) };
  return observe("points-back-here", true, { records, at: last.vantage, slots });
}

/** Words of a decision for the templates. */
export function slotsOf({ vantage, value }: Evidence<"route-decision">): Readonly<Record<string, string>> {
  return {
    router: vantage,
    destination: value.destination,
    network: value.matchedPrefix ?? value.destination,
    outcome: value.outcome,
    errno: value.outcome,
    ...(value.gateway === null ? {} : { nextHop: value.gateway }),
    ...(value.device === null ? {} : { device: value.device }),
  };
}
