import { sound } from "../healthy/sound.ts";
import { misdirected } from "./misdirected.ts";

/** The environment names a dead proxy and exempts this name from it. */
export const scenario = sound("NO_PROXY exempts the target from a dead proxy", async (world, draw) => {
  const way = await misdirected(world, draw, { secure: draw.coin(), exempt: true });
  return {
    ...way.setup,
    proveByHand: way.works,
  };
});
