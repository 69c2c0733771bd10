import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** nginx allows the client's network and sees the address of a router that translates it. */
export const scenario: Scenario = {
  cause: "source-address-not-allowed",
  boundary: "proxy",
  mechanism: "source NAT on the way hides an allowed address from nginx",
  expected: { fault: broken("proxy", "source-address-not-allowed"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const { edge, far, lan } = site;
    await site.serve();
    const allowed = (more = "") => site.nginx(`allow ${lan.prefix[4]}; ${more} deny all;`);
    const nginx = await site.startFront(allowed());
    const table = `x${draw.label()}`;
    const hide = () =>
      edge.nft(
        `table ip ${table} {\nchain leaving {\ntype nat hook postrouting priority 100\noifname "${far.interface(edge)}" masquerade\n}\n}`,
      );
    return {
      ...site.asked([site.nginxHop], { options: ["--expect-status", "200"] }),
      proveByHand: site.shows(403),
      break: hide,
      fix: () => edge.nft(`delete table ip ${table}`),
      async nearMiss() {
        await nginx.restart(allowed(`allow ${far.address(edge)};`));
        await hide();
      },
    };
  },
};
