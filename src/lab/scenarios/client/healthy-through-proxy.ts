import { startRelay } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { misdirected } from "./misdirected.ts";

/** The proxy serves; the direct way is closed to this host, which is no fault. */
export const scenario = sound(
  "the request goes by a proxy, the direct way is closed",
  async (world, draw) => {
    const way = await misdirected(world, draw, { secure: draw.coin() });
    await startRelay(way.proxyHost, { port: way.proxyPort });
    const act = draw.pick(["drop", "reject"]);
    await way.site.gateway.filter("forward", [`ip daddr ${way.site.address} ${act}`]);
    return {
      ...way.setup,
      proveByHand: way.works,
    };
  },
);
