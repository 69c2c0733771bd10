import type { ClusterGround, ClusterSetup } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { buildAcross } from "./across.ts";
import { carriesFragments, carriesNoFragments } from "./overlay.ts";

/** A Pod that asks those of another node for more than fits in one packet. */
export interface LargeAnswer {
  readonly setup: Pick<ClusterSetup, "target" | "client" | "proveByHand">;
  shows(): Promise<void>;
  /** Undoes what it did to the network between the machines. */
  close(): Promise<void>;
}

/** Builds it in a cluster with tunnels, on a network that carries no fragments. */
export async function buildLargeAnswer(ground: ClusterGround, draw: Draw): Promise<LargeAnswer> {
  const { stack, start, proof, shows } = await buildAcross(ground, draw, {
    places: ["pod"],
    path: `/bytes?n=${draw.integer(40_000, 400_000)}`,
  });
  await carriesNoFragments(ground);
  return {
    setup: { target: stack.target, client: start, proveByHand: proof },
    shows,
    close: () => carriesFragments(ground),
  };
}
