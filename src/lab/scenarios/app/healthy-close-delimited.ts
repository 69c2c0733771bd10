import { startRaw } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** An HTTP/1.0 server: no length, the body ends with the connection. RFC 9112, section 6.3. */
export const scenario = sound("HTTP/1.0, the body ends with the connection", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startRaw(site.server, {
    port,
    answer: ["HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\n", "well\n"],
    gap: draw.integer(1, 200),
    end: "close",
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
