import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The policy of FORWARD is drop, as Docker leaves it, in the tables of iptables; or of a chain of nft. */
export const scenario: Scenario = {
  cause: "router-not-forwarding",
  boundary: "path",
  mechanism: "the policy of a router's FORWARD chain is drop, and no rule admits anything",
  expected: { fault: broken("path", "router-not-forwarding"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const tool = site.family === 4 ? "iptables" : "ip6tables";
    const table = draw.label();
    const chain = (policy: string, rules = "") =>
      `table inet x${table} {\nchain passing {\ntype filter hook forward priority 0; policy ${policy}\n${rules}\n}\n}`;
    const byNft = {
      break: () => router.nft(chain("drop")),
      fix: () => router.nft(`delete table inet x${table}`),
    };
    const byIptables = {
      break: async () => void (await router.must([tool, "-P", "FORWARD", "DROP"])),
      fix: async () => void (await router.must([tool, "-P", "FORWARD", "ACCEPT"])),
    };
    return {
      ...site.asked,
      at: router.name,
      ...(draw.coin() ? byNft : byIptables),
      // The same policy, and rules that admit the servers' network and what belongs to a connection.
      nearMiss: () =>
        router.nft(
          chain("drop", `ct state established,related accept\n${site.ip} daddr ${site.farPrefix} accept`),
        ),
    };
  },
};
