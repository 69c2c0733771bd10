import { startHaproxy, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "../healthy/sound.ts";

/** Three redirects across three names and two proxies, which end well. */
export const scenario = sound("a chain of redirects across names", async (world, draw) => {
  const [one, two, three] = [draw.name(), draw.name(), draw.name()];
  const site = await buildSite(world, draw, { name: one, servers: 2 });
  const [first, second] = site.servers;
  if (!first || !second) throw new Error("This site has two servers");
  const [here, there] = [draw.port(), draw.port()];
  const other = site.far.address(second);
  await site.dns.restart({ records: { ...site.records, [two]: [other], [three]: [site.address] } });
  const code = () => draw.pick([301, 302, 303, 307, 308]);
  await startNginx(first, {
    port: here,
    http: `server { listen ${here}; server_name ${one}; return ${code()} http://${two}:${there}/a; }
server { listen ${here}; server_name ${three}; location = / { return ${code()} /home; } location / { return 200 "well\\n"; } }`,
  });
  await startHaproxy(second, {
    port: there,
    sections: `frontend public\n  bind :::${there} v4v6\n  http-request redirect location http://${three}:${here}/ code ${code()}`,
  });
  const url = `http://${one}:${here}/`;
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: answered("curl", "-sSfL", url),
  };
});
