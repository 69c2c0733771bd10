import type { Evidence, LocalRoute } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
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
  if (!isOver) return [];
  return walk.steps.flatMap(({ vantage, decision }) =>
    decision === null || decision.value.outcome !== "unicast"
      ? []
      : readChoice(evidence, request, decision, walk).map((one) => ({ ...one, at: vantage })),
  );
};

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
  if (better === undefined || better.gateway === null) return [];
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
    betterGateway: better.gateway,
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
  if (type !== "unicast" || gateway === null || !covers(destination, value.destination)) return false;
  if (gateway === value.gateway && device === value.device) return false;
  const next = ownerOf(evidence, gateway);
  if (next === null || next === vantage) return false;
  const walk = walkOn(evidence, request, { from: next, destination: value.destination });
  return walk.end === "arrived" && !passes(walk, vantage);
}
