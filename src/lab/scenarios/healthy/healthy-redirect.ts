import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** One redirect to another path or name of the same origin or server. */
export const scenario = sound("one redirect", async (world, draw) => {
  const other = draw.name();
  const site = await buildSite(world, draw);
  await site.dns.restart({ records: { ...site.records, [other]: [site.address] } });
  const port = draw.port();
  const to = draw.pick(["/welcome", `http://${other}:${port}/welcome`]);
  const status = draw.pick([301, 302, 307, 308]);
  await startNginx(site.server, {
    port,
    http: `server { listen ${port}; location = / { return ${status} ${to}; } location / { return 200 "well\\n"; } }`,
  });
  const url = `http://${site.name}:${port}/`;
  return { target: url, client: site.client, noise: site, proveByHand: answered("curl", "-sSfL", url) };
});
