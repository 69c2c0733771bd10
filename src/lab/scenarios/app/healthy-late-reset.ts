import { startRaw } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** The server resets the connection after a whole answer, as one that does not linger does: nothing is lost. */
export const scenario = sound("a reset after a whole answer", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startRaw(site.server, {
    port,
    answer: ["HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nwell\n"],
    end: "late-reset",
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
