import { startRelay } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { misdirected } from "./misdirected.ts";

/** The application's own 403 comes through a sound proxy. */
export const scenario = sound("an application's 403 through a forward proxy", async (world, draw) => {
  const way = await misdirected(world, draw, { status: 403 });
  await startRelay(way.proxyHost, { port: way.proxyPort });
  return {
    ...way.setup,
    proveByHand: { ...way.works, faultShows: /status (?!403)/ },
  };
});
