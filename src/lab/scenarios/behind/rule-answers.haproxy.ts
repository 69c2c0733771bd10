import { broken, brokenAt, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** haproxy is told to be closed for maintenance, and asks no server. No cause of the list says so. */
export const scenario: Scenario = {
  cause: null,
  boundary: "proxy",
  mechanism: "an http-request rule of haproxy answers 503, for all or for this path",
  expected: { fault: brokenAt("proxy"), "near-miss": broken("app", "app-error") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    const rule = draw.pick([
      `http-request return status 503 content-type text/plain string "closed until ${draw.integer(1, 12)}"`,
      "http-request deny deny_status 503",
    ]);
    const where = draw.pick(["path_beg", "path"]);
    // Before and after it is another path that is closed.
    const open = `${rule} if { ${where} /${draw.label()} }`;
    const closed = draw.coin() ? rule : `${rule} if { ${where} ${site.path} }`;
    const inBackend = draw.coin();
    const server = `server one ${site.origin()}`;
    const config = (line: string) =>
      inBackend ? site.haproxyOf(`${line}\n  ${server}`) : site.haproxyOf(server, { frontend: line });
    const haproxy = await site.startHaproxy(config(open));
    return {
      ...site.asked([site.haproxyHop]),
      proveByHand: site.shows(503),
      break: () => haproxy.restart(config(closed)),
      async fix() {
        await haproxy.restart(config(open));
        await app.restart(site.web());
      },
      // The same answer is the application's own.
      nearMiss: () => app.restart(site.web({ routes: { "*": { status: 503, body: "out of order\n" } } })),
    };
  },
};
