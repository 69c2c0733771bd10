import { sound } from "../healthy/sound.ts";
import { misdirected } from "./misdirected.ts";

/** A dead proxy for https, and a plain target. */
export const scenario = sound("https_proxy is dead, the target is http", async (world, draw) => {
  const way = await misdirected(world, draw, { variable: "https_proxy" });
  return {
    ...way.setup,
    proveByHand: way.works,
  };
});
