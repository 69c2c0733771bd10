import type { Evidence } from "../evidence/index.ts";
import { ofKind } from "./read/reader.ts";

/** The vantages that a flow passes, as the route decisions of each of them tell it. */
export interface Way {
  /** In the order in which its packets pass, the first being where they start. */
  readonly passed: readonly string[];
  /** Whether it was followed to its end: no next hop belonged to a host that nobody looked from. */
  readonly isWhole: boolean;
}

/** Longer ways are loops. */
const MOST_HOSTS = 32;

/**
 * Follows the decisions from host to host: the gateway that one names is the address of the next.
 *
 * @param from The vantage where the packets start.
 */
export function followWay(evidence: readonly Evidence[], from: string, way: "forward" | "back"): Way {
  const decisions = ofKind(evidence, "route-decision").filter(({ value }) => value.way === way);
  const passed: string[] = [];
  let here: string | null = from;
  while (here !== null && !passed.includes(here) && passed.length < MOST_HOSTS) {
    passed.push(here);
    const decision = decisions.findLast(({ vantage }) => vantage === here)?.value;
    if (decision === undefined) return { passed, isWhole: false };
    if (decision.outcome === "local") return { passed, isWhole: true };
    if (decision.outcome !== "unicast") return { passed, isWhole: true };
    here = ownerOf(evidence, decision.gateway ?? decision.destination);
    if (here === null) return { passed, isWhole: decision.gateway === null };
  }
  return { passed, isWhole: true };
}

/** The vantage that has an address as one of its own; `null` where none is known to, or several are. */
export function ownerOf(evidence: readonly Evidence[], address: string): string | null {
  const owners = new Set(
    ofKind(evidence, "local-routes")
      .filter(({ value }) =>
        [...value.otherAddresses, ...value.interfaces.flatMap(({ addresses }) => addresses)].some(
          (own) => own.split("/")[0] === address,
        ),
      )
      .map(({ vantage }) => vantage),
  );
  const [only, ...others] = owners;
  return only === undefined || others.length > 0 ? null : only;
}
