import { type Firewall, type FirewallMatch, startOf } from "../../evidence/index.ts";
import type { FlowRequest } from "../flow.ts";
import type { FlowEnds } from "./flow-packets.ts";
import { type FlowVerdict, type Host, walkFlow } from "./flow-walk.ts";
import { together } from "./iptables-save.ts";
import { readLegacy, readNft } from "./read-ruleset.ts";
import type { Chain } from "./ruleset.ts";

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
  if (nft !== null) record(firewallOf("nft", nft.rulesSeen, verdict), "nft -a list ruleset");
  if (legacy.length > 0) {
    const seen = legacy.reduce((sum, { rules }) => sum + rules.length, 0);
    const command = ends.server.includes(":") ? "ip6tables-legacy-save -c" : "iptables-legacy-save -c";
    record(firewallOf("iptables-legacy", seen, verdict), command);
  }
  return verdict;
}

const firewallOf = (tool: Chain["tool"], rulesSeen: number, { passes, matches }: FlowVerdict): Firewall => ({
  tool,
  rulesSeen,
  passes: passes(tool),
  matches: matches
    .filter((match) => match.tool === tool)
    .map(({ tool: _, ...match }): FirewallMatch => match),
});
