import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { laterTables, neighbourState } from "./neighbour-state.ts";
import { slotsOf } from "./route-refusals.ts";
import { walkBack, walkForward } from "./walk.ts";

const downWords: readonly string[] = ["down", "lowerlayerdown", "notpresent"];

/** What hosts on the way find on their links: next hops that do not answer, interfaces that are down. */
export const readNextHops: Reader = (evidence, request) => {
  const steps = [walkForward(evidence, request), walkBack(evidence, request)].flatMap((walk) => walk.steps);
  const decisions = steps.flatMap(({ decision }) => decision ?? []);
  return [
    ...decisions.flatMap((decision) => [
      ...readNeighbour(evidence, request, decision),
      ...readDevice(evidence, request, decision),
    ]),
    ...readServerDevice(evidence, request),
    ...decisions.flatMap((decision) => readDeadHop(evidence, request, decision)),
  ];
};

/** A next hop that does not answer since the interface that bears its address is down: why, at the host that has it. */
function readDeadHop(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, value }: Evidence<"route-decision">,
): readonly Observation[] {
  const { outcome, gateway, device } = value;
  if (outcome !== "unicast" || gateway === null) return [];
  if (neighbourState(evidence, request, { vantage, address: gateway, device }) !== "incomplete") return [];
  const owner = ownerOf(evidence, gateway);
  return owner === null || owner === vantage ? [] : readBearer(evidence, owner, gateway);
}

function readNeighbour(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  decision: Evidence<"route-decision">,
): readonly Observation[] {
  const { vantage, value } = decision;
  // The client's own next hop is known from its connection's own end.
  if (value.outcome !== "unicast" || vantage === request.client) return [];
  const address = value.gateway ?? value.destination;
  if (neighbourState(evidence, request, { vantage, address, device: value.device }) !== "incomplete")
    return [];
  const records = [decision, ...laterTables(evidence, request, vantage)];
  const from = { records, at: vantage, slots: { ...slotsOf(decision), nextHop: address } };
  return observe(
    value.gateway === null ? "neighbour-here-unresolved" : "gateway-here-unresolved",
    true,
    from,
  );
}

/** A device that a route still uses without a carrier, or one that was taken down, and its routes with it. */
function readDevice(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  decision: Evidence<"route-decision">,
): readonly Observation[] {
  const { vantage, value } = decision;
  if (vantage === request.client) return [];
  const table = ofKind(evidence, "local-routes").findLast((one) => one.vantage === vantage);
  if (table === undefined) return [];
  const down = table.value.interfaces.filter(
    ({ name, state, hasCarrier }) => name !== "lo" && (downWords.includes(state) || hasCarrier === false),
  );
  const used = down.find(({ name }) => name === value.device && value.outcome === "unicast");
  const lost =
    value.outcome === "unicast" || value.outcome === "local"
      ? undefined
      : down.find(({ addresses }) => addresses.some((own) => isBeside(evidence, own, decision)));
  const device = used ?? lost;
  const slots = { router: vantage, device: device?.name ?? "", devices: "" };
  return device === undefined
    ? []
    : observe("device-here-down", true, { records: [decision, table], at: vantage, slots });
}

/** Whether an address of a device stands in the network in which the host with the destination has its own. */
function isBeside(
  evidence: readonly Evidence[],
  own: string,
  { vantage, value }: Evidence<"route-decision">,
): boolean {
  const owner = ownerOf(evidence, value.destination);
  return ofKind(evidence, "local-routes")
    .filter((one) => one.vantage !== vantage && (owner === null || one.vantage === owner))
    .some(({ value: { routes } }) =>
      routes.some(
        ({ gateway, destination }) =>
          gateway === null && covers(destination, own) && covers(destination, value.destination),
      ),
    );
}

/** The device that bears the target's own address. */
function readServerDevice(
  evidence: readonly Evidence[],
  { server, client, address }: ReferenceRequest,
): readonly Observation[] {
  return server === null || server === client || address === null
    ? []
    : readBearer(evidence, server, address);
}

/** Whether the interface that has an address of a host is down. */
function readBearer(evidence: readonly Evidence[], at: string, address: string): readonly Observation[] {
  const table = ofKind(evidence, "local-routes").findLast(({ vantage }) => vantage === at);
  const device = table?.value.interfaces.find(
    ({ name, addresses }) => name !== "lo" && addresses.some((own) => own.split("/")[0] === address),
  );
  if (table === undefined || device === undefined) return [];
  const isDown = downWords.includes(device.state) || device.hasCarrier === false;
  const slots = { router: at, device: device.name, devices: "" };
  return isDown ? observe("device-here-down", true, { records: [table], at, slots }) : [];
}
