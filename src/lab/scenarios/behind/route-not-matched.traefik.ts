import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** Traefik knows another name or path alone. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "no rule of Traefik fits the request, which it answers with 404",
  expected: { fault: broken("proxy", "route-not-matched"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    await site.serve();
    const other = draw.pick([`Host(\`${draw.name()}\`)`, `PathPrefix(\`/${draw.label()}/\`)`]);
    const proxy = await traefik.start(traefik.of());
    return {
      ...site.asked([traefik.hop]),
      proveByHand: site.shows(404),
      break: () => proxy.restart(traefik.of({ rule: other })),
      fix: () => proxy.restart(traefik.of()),
      nearMiss: () =>
        proxy.restart(
          traefik.of({ rule: `(${other}) || (Host(\`${site.name}\`) && Path(\`${site.path}\`))` }),
        ),
    };
  },
};
