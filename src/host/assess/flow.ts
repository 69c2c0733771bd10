import type { Evidence } from "../../evidence/index.ts";
import type { Finding } from "./finding.ts";

/** What this host does with the packets of one flow, from the records of a look at it. Pure. */
export const assessFlow = (evidence: readonly Evidence[], to: string): readonly Finding[] =>
  evidence.flatMap((record) => {
    if (record.kind === "route-decision") return route(record, to);
    if (record.kind === "firewall") return firewall(record, to);
    return [];
  });

const stops = ["drop", "reject-icmp", "reject-reset"];

function firewall({ value, command }: Evidence<"firewall">, to: string): readonly Finding[] {
  // Where nothing gets there, nothing comes back: what would happen to an answer is beside the point.
  const ways = value.passes.forward === false ? ["forward"] : ["forward", "back"];
  return value.matches
    .filter(({ verdict, way }) => stops.includes(verdict) && ways.includes(way))
    .filter(({ way }) => value.passes[way] !== true)
    .map((match): Finding => {
      const isSure = match.isCertain && value.passes[match.way] === false;
      return {
        id: "firewall-stops-flow",
        level: isSure ? "fault" : "notable",
        weight: isSure ? 1 : 0.5,
        subject: to,
        what: `${match.isPolicy ? "the policy of a chain" : "a rule"} of this host ${match.verdict === "drop" ? "drops" : "rejects"} ${match.way === "forward" ? "packets of this flow" : "the answers of this flow"}${isSure ? "" : ", if what it also depends on is so"}`,
        numbers: `${match.family} ${match.table} ${match.chain} (${match.hook}): ${match.rule}${match.packets === null ? "" : `; ${match.packets} packets so far`}`,
        threshold: "the ruleset, evaluated rule by rule for this flow",
        command,
        advice: [
          match.handle === null
            ? `Accept the flow before the chain ends: nft add rule ${match.family} ${match.table} ${match.chain} …`
            : `If it is not meant: nft delete rule ${match.family} ${match.table} ${match.chain} handle ${match.handle}`,
        ],
      };
    });
}

const refused: Readonly<Record<string, string>> = {
  unreachable: "an unreachable route",
  prohibit: "a prohibit route",
  blackhole: "a blackhole route",
  "no-route": "no route",
};

function route({ value, command }: Evidence<"route-decision">, to: string): readonly Finding[] {
  const has = refused[value.outcome];
  if (has === undefined || value.way !== "forward") return [];
  return [
    {
      id: "route-refuses-flow",
      level: "fault",
      weight: 1,
      subject: to,
      what: `this host has ${has} to the destination`,
      numbers: `${value.destination}: ${value.outcome}${value.matchedPrefix === null ? "" : ` by ${value.matchedPrefix}`}${value.table === null ? "" : `, table ${value.table}`}`,
      threshold: "the kernel's own decision",
      command,
      advice: ["ip route add … via …, or remove the route that refuses"],
    },
  ];
}
