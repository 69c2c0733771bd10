import { buildSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** A name that the resolver answers, of one family or of both. */
export const scenario = sound("a DNS name, A or AAAA", async (world, draw) => {
  const name = draw.name();
  const { v4, v6 } = draw.subnet();
  const site = await buildSite(world, draw, { records: { [name]: [`${v4}.7`, `${v6}7`] } });
  const type = draw.pick(["", "?type=AAAA"]);
  return {
    target: `dns://${name}${type}`,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["dig", "+noall", "+answer", "+comments", name, type === "" ? "A" : "AAAA"],
      faultShows: /ANSWER: 0|timed out|status: (?!NOERROR)/,
    },
  };
});
