import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { meets } from "./on-way.ts";
import { type Walk, walkBack, walkForward } from "./walk.ts";

/** Strict: the best way to a packet's source must lead out of the interface that it came in by. RFC 3704, section 2.2. */
const STRICT = 1;

/**
 * Hosts whose reverse path filter drops the flow's packets: by the interface that the host before hands them over on, the filter's
 * setting there, and the interface of the way to their source.
 */
export const readReversePaths: Reader = (evidence, request) => [
  ...readWalk(evidence, request, { walk: walkForward(evidence, request), way: "forward", opposite: "back" }),
  ...readWalk(evidence, request, { walk: walkBack(evidence, request), way: "back", opposite: "forward" }),
];

interface Directed {
  readonly walk: Walk;
  readonly way: "forward" | "back";
  readonly opposite: "forward" | "back";
}

function readWalk(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { walk, way, opposite }: Directed,
): readonly Observation[] {
  return walk.steps.slice(1).flatMap(({ vantage }, index) => {
    const before = walk.steps[index]?.decision ?? null;
    const toSource = ofKind(evidence, "route-decision").findLast(
      (one) => one.vantage === vantage && one.value.way === opposite,
    );
    const settings = ofKind(evidence, "network-settings").findLast((one) => one.vantage === vantage);
    if (before === null || toSource === undefined || settings === undefined) return [];
    if (meets(evidence, request, { vantage, way }) !== true || toSource.value.outcome !== "unicast")
      return [];
    const input = deviceWith(evidence, vantage, before.value.gateway ?? before.value.destination);
    const filter = settings.value.interfaces.find(({ name }) => name === input)?.rpFilter;
    if (input === null || filter !== STRICT || toSource.value.device === input) return [];
    const slots = {
      router: vantage,
      device: input,
      otherDevice: toSource.value.device ?? "another interface",
    };
    return observe("source-rejected-here", true, {
      records: [before, toSource, settings],
      at: vantage,
      slots,
    });
  });
}

/** The interface of a host that has an address. */
function deviceWith(evidence: readonly Evidence[], vantage: string, address: string): string | null {
  const table = ofKind(evidence, "local-routes").findLast((one) => one.vantage === vantage);
  const device = table?.value.interfaces.find(({ addresses }) =>
    addresses.some((own) => own.split("/")[0] === address),
  );
  return device === undefined || device.name === "lo" ? null : device.name;
}
