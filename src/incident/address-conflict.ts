import type { Evidence } from "../evidence/index.ts";
import { probeAddressConflict } from "../probe/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { contextOf, patience, type Walk } from "./walk.ts";

/** Neighbours that are asked about: the next hop of each family is all that a request has. */
const MOST_ASKED = 2;

/** After a failure: asks on the link who claims the address that the packets of the request are handed to, the target or its gateway. */
export async function seekConflict(walk: Walk, { record }: AttemptMade): Promise<void> {
  if (record.value.answeredProperly) return;
  const { recorder, vantage } = walk;
  const hops = new Map<string, { readonly device: string; readonly source: string | null }>();
  for (const { value } of recorder.evidence.filter(isOwnDecision(vantage.name))) {
    const { way, outcome, device, destination, gateway, preferredSource: source } = value;
    if (way === "forward" && outcome === "unicast" && device !== null && device !== "lo")
      hops.set(gateway ?? destination, { device, source });
  }
  const context = contextOf(walk, patience.connect, {
    purpose: "difference",
    attempt: null,
    deadlineAt: null,
  });
  const asked = [...hops].slice(0, MOST_ASKED);
  await Promise.all(
    asked.map(([address, { device, source }]) =>
      probeAddressConflict({ address, interface: device, source, vantage }, context),
    ),
  );
}

const isOwnDecision =
  (vantage: string) =>
  (record: Evidence): record is Evidence<"route-decision"> =>
    record.kind === "route-decision" && record.vantage === vantage;
