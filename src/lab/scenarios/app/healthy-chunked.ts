import { startRaw } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** An answer in chunks, with a trailer: no length is promised, its end is marked. RFC 9112, section 7.1. */
export const scenario = sound("chunked, with a trailer", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n";
  await startRaw(site.server, {
    port,
    answer: [head, "4;ext=1\r\nwell\r\n", "1\r\n\n\r\n", "0\r\nx-sum: 1\r\n\r\n"],
    gap: draw.integer(1, 200),
    end: draw.pick(["keep", "close"]),
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
