import { buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Everything is forbidden but what is needed: a careful network, and a strict check of the way back where the way is one. */
export const scenario = sound(
  "policies of drop, rules that admit this request, strict rp_filter",
  async (world, draw) => {
    const site = await buildWatchedSite(world, draw);
    const { ip, address, service } = site;
    const chain = (hook: "forward" | "input", rule: string) =>
      `table inet x${draw.label()} {\nchain passing {\ntype filter hook ${hook} priority 0; policy drop\nct state established,related accept\nmeta l4proto { icmp, ipv6-icmp } accept\n${rule}\n}\n}`;
    for (const router of site.routers) {
      await router.nft(
        chain("forward", `${ip} daddr ${address} tcp dport { ${service.port}, ${draw.port()} } accept`),
      );
      await router.sysctl({ "net.ipv4.conf.all.rp_filter": 1 });
    }
    await site.server.nft(chain("input", `tcp dport ${service.port} ct state new accept`));
    return { ...site.asked, withoutNoise: ["time-wait", "expired-elsewhere", "reset-flows"] };
  },
);
