import { startRaw } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** An answer with odd but lawful headers: no reason phrase, bare names, odd case, obsolete date. */
export const scenario = sound("a terse and odd header section", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startRaw(site.server, {
    port,
    answer: [
      "HTTP/1.1 200 \r\nCONTENT-LENGTH:5\r\nX-Empty:\r\nServer: \r\nDate: Sunday, 06-Nov-94 08:49:37 GMT\r\n\r\nwell\n",
    ],
    end: "keep",
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!2)|exit [1-9]/,
    },
  };
});
