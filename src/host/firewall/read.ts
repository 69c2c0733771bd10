import { type Firewall, type FirewallMatch, startOf } from "../../evidence/index.ts";
import type { FlowRequest } from "../flow.ts";
import type { FlowEnds } from "./flow-packets.ts";
import { type FlowVerdict, type Host, stopsOfAnswerBy, stopsWhenEstablished, walkFlow } from "./flow-walk.ts";
import { together } from "./iptables-save.ts";
import { readLegacy, readNft } from "./read-ruleset.ts";
import type { Chain, Ruleset } from "./ruleset.ts";

/** The packet's way through this host: what stops it, and where it is sent instead. */
export async function recordFirewall(
  request: FlowRequest,
  host: Host,
  ends: FlowEnds,
): Promise<FlowVerdict | null> {
  const { clock } = request.context;
  const { observedAt, ticks } = startOf(clock);
  const nft = await readNft(request);
  const legacy = await readLegacy(request);
  if (nft === null && legacy.length === 0) return null;
  const ruleset = together(nft, legacy);
  const verdict = await walkFlow(ruleset, host, ends);
  const more = await moreOf(ruleset, { host, ends, verdict });
  const took = clock.ticks() - ticks;
  const record = (value: Firewall, command: string) =>
    request.context.recorder.record("firewall", value, {
      boundary: "path",
      by: "observed",
      purpose: request.purpose,
      observedAt,
      took,
      command,
    });
  if (nft !== null) {
    record({ ...firewallOf("nft", nft.rulesSeen, verdict), ...more("nft") }, "nft -a list ruleset");
  }
  if (legacy.length > 0) {
    const seen = legacy.reduce((sum, { rules }) => sum + rules.length, 0);
    const command = ends.server.includes(":") ? "ip6tables-legacy-save -c" : "iptables-legacy-save -c";
    record({ ...firewallOf("iptables-legacy", seen, verdict), ...more("iptables-legacy") }, command);
  }
  return verdict;
}

/** Interfaces by which answers may come in: more are those of containers. */
const MOST_DEVICES = 8;

/** What rules do to the flow's packets that are neither the first nor by the usual way. */
async function moreOf(
  ruleset: Ruleset,
  { host, ends, verdict }: { readonly host: Host; readonly ends: FlowEnds; readonly verdict: FlowVerdict },
): Promise<(tool: Chain["tool"]) => Pick<Firewall, "whenEstablished" | "byOtherInterfaces">> {
  const isEmpty = ruleset.chains.every(({ rules, base }) => rules.length === 0 && base?.policy !== "drop");
  if (isEmpty) return () => ({ whenEstablished: [], byOtherInterfaces: [] });
  const translates = verdict.matches.some(({ verdict: word }) => translations.includes(word));
  const isTcp = ends.protocol === "tcp";
  const later = translates || !isTcp ? null : await stopsWhenEstablished(ruleset, host, ends);
  const isOwn = host.isOwn(ends.client) && !host.isOwn(ends.server);
  const usual = isOwn ? host.world.deviceTowards(ends.server) : undefined;
  const others =
    usual == null ? [] : host.devices.filter((device) => device !== usual).slice(0, MOST_DEVICES);
  const elsewhere: { readonly device: string; readonly match: FlowVerdict["matches"][number] }[] = [];
  for (const device of others) {
    for (const match of await stopsOfAnswerBy(ruleset, host, { ends, device }))
      elsewhere.push({ device, match });
  }
  return (tool) => ({
    ...(later === null ? {} : { whenEstablished: later.filter((one) => one.tool === tool).map(withoutTool) }),
    ...(isOwn
      ? {
          byOtherInterfaces: elsewhere
            .filter(({ match }) => match.tool === tool)
            .map(({ device, match }) => ({ device, match: withoutTool(match) })),
        }
      : {}),
  });
}

const translations: readonly FirewallMatch["verdict"][] = ["dnat", "snat", "masquerade", "redirect"];

const withoutTool = ({ tool: _, ...match }: FlowVerdict["matches"][number]): FirewallMatch => match;

const firewallOf = (tool: Chain["tool"], rulesSeen: number, { passes, matches }: FlowVerdict): Firewall => ({
  tool,
  rulesSeen,
  passes: passes(tool),
  matches: matches.filter((match) => match.tool === tool).map(withoutTool),
});
