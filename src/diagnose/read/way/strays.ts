import type { Evidence, LocalRoute } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { neighbourOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { readArrival } from "./one-way.ts";
import { slotsOf } from "./route-refusals.ts";
import { type Walk, walkForward, walkOn } from "./walk.ts";

/**
 * Hosts whose chosen route leads the packets to nowhere while another route of theirs leads to a host from which they arrive.
 *
 * Which of the two is at fault: a network of the host's own that covers the destination is a wrong prefix length where the right
 * gateway stands in that very network, and a range used twice where it stands behind another interface.
 */
export const readStrays: Reader = (evidence, request) => {
  const walk = walkForward(evidence, request);
  // A walk that ends at a host nobody looked from may go on well, unless that host itself says that it does not.
  const isOver = walk.end === "unresolved" || walk.end === "refused" || isRefusedBeyond(evidence, walk);
  const isLostBeyond = walk.end === "unseen" && !isPassedOn(evidence);
  const steps = isOver ? walk.steps : isLostBeyond ? walk.steps.slice(-1) : [];
  const lost = isOver ? [] : readArrival(evidence, request).filter(({ holds }) => !holds);
  const strength = isOver || lost.length > 0 ? "states" : "suggests";
  return steps.flatMap(({ vantage, decision }) =>
    decision === null ||
    decision.value.outcome !== "unicast" ||
    (!isOver && !isChosenOver(evidence, decision))
      ? []
      : readChoice(evidence, request, decision, walk).map((one) => ({
          ...one,
          at: vantage,
          strength,
          cites: [...one.cites, ...lost.flatMap(({ cites }) => cites)] as const,
        })),
  );
};

/** Whether a host answered by ICMP in the course of the request: what it speaks of had come as far as that host. */
const isPassedOn = (evidence: readonly Evidence[]): boolean =>
  ofKind(evidence, "tcp-connect").some(
    ({ purpose, value }) => purpose === "reference" && value.icmp != null && value.icmp.from !== null,
  );

/**
 * Whether a route that leads to a host nobody looked from was put before a wider one, or a rule chose another table than the main
 * one: else it may be the way that is meant. RFC 1812, section 5.2.4.3; Linux RT_TABLE_MAIN.
 */
function isChosenOver(
  evidence: readonly Evidence[],
  { vantage, value }: Evidence<"route-decision">,
): boolean {
  const { gateway, matchedPrefix, table, destination } = value;
  if (gateway === null) return false;
  if (table !== null && table !== MAIN_TABLE) return true;
  const chosen = lengthOf(matchedPrefix ?? "");
  return ofKind(evidence, "local-routes")
    .filter((one) => one.vantage === vantage)
    .flatMap((one) => one.value.routes)
    .some(
      (route) =>
        route.type === "unicast" &&
        route.gateway !== gateway &&
        covers(route.destination, destination) &&
        lengthOf(route.destination) < chosen,
    );
}

/** Linux include/uapi/linux/rtnetlink.h. */
const MAIN_TABLE = 254;

/** The prefix length of a network; 0 for `default`. */
const lengthOf = (network: string): number => Number(network.split("/")[1] ?? 0);

/** Whether the host behind the last that was looked from answered the request by ICMP that it cannot send it on. RFC 792. */
function isRefusedBeyond(evidence: readonly Evidence[], { steps, end }: Walk): boolean {
  const gateway = steps.at(-1)?.decision?.value.gateway ?? null;
  return (
    end === "unseen" &&
    gateway !== null &&
    ofKind(evidence, "tcp-connect").some(
      ({ purpose, value }) =>
        purpose === "reference" && value.outcome === "unreachable" && value.icmp?.from === gateway,
    )
  );
}

function readChoice(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  decision: Evidence<"route-decision">,
  walk: Walk,
): readonly Observation[] {
  const { vantage, value } = decision;
  const table = ofKind(evidence, "local-routes").findLast((one) => one.vantage === vantage);
  if (table === undefined || !passes(walk, vantage)) return [];
  const better = table.value.routes.find((route) => leads(evidence, request, decision, route));
  if (better === undefined) return [];
  const own = table.value.interfaces.find(({ name }) => name === value.device)?.addresses ?? [];
  const network = table.value.routes.find(
    ({ gateway, device, destination }) =>
      gateway === null &&
      device === value.device &&
      covers(destination, value.destination) &&
      own.some((one) => covers(destination, one.split("/")[0] ?? one)),
  );
  const slots = {
    ...slotsOf(decision),
    betterGateway: better.gateway ?? `${better.device}, on its own network,`,
    betterDevice: better.device,
    wideAt: vantage,
    wide: network?.destination ?? "",
    narrowAt: "its peer",
    narrow: "a narrower one",
    ...(network === undefined ? {} : { network: network.destination }),
  };
  const from = { records: [decision, table], at: vantage, slots };
  if (value.gateway !== null || network === undefined) return observe("wrong-route-here", true, from);
  return observe(
    better.device === value.device ? "remote-taken-for-neighbour" : "own-range-hides-destination",
    true,
    from,
  );
}

/** The last hosts of a walk are where it ends: those before may have chosen well. */
const passes = ({ steps }: Walk, vantage: string): boolean => steps.some((step) => step.vantage === vantage);

/** Whether another route of the host leads to a host from which the packets arrive without coming here again. */
function leads(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, value }: Evidence<"route-decision">,
  { type, gateway, device, destination }: LocalRoute,
): boolean {
  if (type !== "unicast" || !covers(destination, value.destination)) return false;
  if (gateway === value.gateway && device === value.device) return false;
  if (gateway === null)
    return value.gateway !== null && isBeside(evidence, value.destination, { vantage, device });
  const next = neighbourOf(evidence, { vantage, address: gateway, device });
  if (next === null || next === vantage) return false;
  const walk = walkOn(evidence, request, { from: next, destination: value.destination });
  return walk.end === "arrived" && !passes(walk, vantage);
}

/** Whether the host with an address sends its answers to this one, and takes its address on a device for a neighbour's. */
function isBeside(
  evidence: readonly Evidence[],
  address: string,
  { vantage, device }: { readonly vantage: string; readonly device: string },
): boolean {
  const owner = neighbourOf(evidence, { vantage, address, device });
  if (owner === null || owner === vantage) return false;
  const back = ofKind(evidence, "route-decision").findLast(
    (one) => one.vantage === owner && one.value.way === "back" && one.value.outcome === "unicast",
  )?.value;
  const own = ofKind(evidence, "local-routes")
    .findLast((one) => one.vantage === vantage)
    ?.value.interfaces.find(({ name }) => name === device)?.addresses;
  const next = back?.gateway ?? back?.destination ?? null;
  return next !== null && own?.some((one) => one.split("/")[0] === next) === true;
}
