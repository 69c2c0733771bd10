import { buildPortForward } from "../path/port-forward.ts";
import { sound } from "./sound.ts";

/** The name leads to a router that forwards the port inwards and translates what goes out. */
export const scenario = sound("a port forward that works", async (world, draw) => {
  const { asked } = await buildPortForward(world, draw);
  return asked;
});
