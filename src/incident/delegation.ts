import { FaultlineError, familyOf } from "../base/index.ts";
import type { TraceStart } from "../config/index.ts";
import type { RequestAsked } from "../evidence/index.ts";
import { namesToAsk, traceDns } from "../probe/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { configOf, contextOf, patience, type Walk } from "./walk.ts";

/**
 * Whether the target has a delegation that can be followed from there.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export function mayTrace({ host, hostIsAddress, scheme }: RequestAsked, { zone }: TraceStart): void {
  if (hostIsAddress && scheme !== "dns") {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot trace "${host}": the target is an address, which no name server delegates\nGive a name as the target, or leave --trace out`,
    );
  }
  const name = host.replace(/\.$/, "").toLowerCase();
  // A short name becomes one of the zone's only by the search list.
  if (zone !== "." && name.includes(".") && name !== zone && !name.endsWith(`.${zone}`)) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot trace "${host}" from the zone "${zone}": the name is not in it\nGive a zone that the name ends with, or only the server's address for the root`,
    );
  }
}

/** Follows the delegation down to the target's name, past every cache: what its own servers say, to compare. */
export async function traceDelegation(walk: Walk, { way }: AttemptMade, from: TraceStart): Promise<void> {
  const config = configOf(walk);
  if (config === null || !walk.boundaries.has("dns")) return;
  const { host, questionType } = walk.asked;
  const addresses = way.lookup?.value.addresses ?? [];
  const isOnlyV6 = addresses.length > 0 && addresses.every((address) => familyOf(address) === 6);
  const [name = host] = namesToAsk({ name: host, config }, walk.recorder);
  const { zone, server } = from;
  await traceDns(
    {
      name,
      type: questionType ?? (isOnlyV6 ? "AAAA" : "A"),
      from: server === null ? null : { zone, servers: [server] },
      config,
    },
    contextOf(walk, patience.connect, { purpose: "difference", attempt: null, deadlineAt: null }),
  );
}

/** The descent in words, for the plan. */
export function planOfTrace({ host }: RequestAsked, { zone, server }: TraceStart): string {
  const from = server === null ? "the root servers" : `${server}${zone === "." ? "" : ` (${zone})`}`;
  return `DNS  ${host} without recursion, down from ${from}: each server of a zone, 8 at most, of 16 zones at most`;
}
