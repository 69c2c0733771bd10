import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { hostsOnWay } from "./on-way.ts";

/** Queueing disciplines that hold packets to a rate. tc(8). */
const shaping: readonly string[] = ["tbf", "htb", "hfsc", "cake", "police"];
/** A burst that waits a moment is no limit that a transfer keeps to. */
const ENOUGH_HELD = 10;

/** Rate limits of hosts on the way that held packets back while the request was made. */
export const readShapers: Reader = (evidence, request: ReferenceRequest) => {
  const hosts = [request.client, ...hostsOnWay(evidence, request).keys()];
  return hosts.flatMap((at) => {
    const readings = ofKind(evidence, "interface-counters").filter(({ vantage }) => vantage === at);
    const before = readings.find(({ purpose }) => purpose === "freeze");
    const after = readings.findLast(({ purpose }) => purpose === "thaw");
    if (before === undefined || after === undefined) return [];
    const holding = after.value.interfaces.find(
      ({ name, queue }) =>
        queue !== null &&
        shaping.includes(queue.kind) &&
        queue.overlimits - overlimitsOf(before, name) >= ENOUGH_HELD,
    );
    const [device, queueKind] = [holding?.name ?? "", holding?.queue?.kind ?? ""];
    const slots = { router: at, device, queueKind, limiter: `${queueKind} on ${device} at ${at}` };
    return holding === undefined
      ? []
      : observe("shaper-holds-back", true, { records: [before, after], at, slots });
  });
};

const overlimitsOf = ({ value }: Evidence<"interface-counters">, device: string): number =>
  value.interfaces.find(({ name }) => name === device)?.queue?.overlimits ?? Number.POSITIVE_INFINITY;
