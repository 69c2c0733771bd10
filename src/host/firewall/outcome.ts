import type { FirewallMatch } from "../../evidence/index.ts";
import type { Packet } from "./packet.ts";
import type { Chain, Ruleset } from "./ruleset.ts";
import type { World } from "./world.ts";

/** How a packet may leave a base chain. */
export type End = "accept" | "drop" | "reject-icmp" | "reject-reset" | "unknown";

/** One of the ways in which a packet may leave a base chain. */
export interface Outcome {
  readonly end: End;
  readonly packet: Packet;
  readonly tool: Chain["tool"];
}

/** One walk through the rules: what it is done with, and what it finds. */
export interface Walk {
  readonly ruleset: Ruleset;
  readonly world: World;
  readonly matches: (FirewallMatch & { readonly tool: Chain["tool"] })[];
  /** Rules, and elements of sets, that may still be looked at: chains that jump to each other make a short ruleset long. */
  budget: number;
}
