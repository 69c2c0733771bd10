import type { Evidence, FirewallMatch } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { isOfKubeProxy } from "../kube/cluster.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { meets } from "./on-way.ts";

/** Rules that surely stop the flow, host by host. A rule that also depends on what the ruleset does not tell says nothing. */
export const readFirewalls: Reader = (evidence, request) =>
  ofKind(evidence, "firewall").flatMap((firewall) => {
    const { client, server } = request;
    const at = firewall.vantage;
    const stopping = firewall.value.matches.filter(
      (match) =>
        match.isCertain &&
        isStop(match) &&
        isMet(firewall, match, request) &&
        meets(evidence, request, { vantage: at, way: match.way }) !== false,
    );
    // What the FORWARD policy of a router says is read where forwarding is.
    const rules = stopping.filter(
      ({ isPolicy, hook }) => !(isPolicy && hook === "forward" && at !== client && at !== server),
    );
    const own = rules.filter(({ way, hook }) => at === client && way === "forward" && isLeaving(hook));
    const others = rules.filter((match) => !own.includes(match));
    // What rejects an answer tells the server so: the client hears nothing.
    const drops = others.filter(({ verdict, way }) => verdict === "drop" || way === "back");
    const rejects = others.filter((match) => !drops.includes(match));
    const from = (match: FirewallMatch | undefined) => ({
      // A filter that the flow may never meet stops nothing.
      strength:
        match !== undefined &&
        // What kube-proxy stops lacks an endpoint: that is a matter of the Service.
        !isOfKubeProxy(match) &&
        (at === client || meets(evidence, request, { vantage: at, way: match.way }))
          ? ("states" as const)
          : ("suggests" as const),
      records: match === undefined ? [] : [firewall],
      at,
      slots: slotsOf(match, at),
    });
    return [
      ...observe("own-filter-blocks-flow", true, from(own[0])),
      ...observe("filter-drops-flow", true, from(drops[0])),
      ...observe("filter-rejects-flow", true, from(rejects[0])),
    ];
  });

const isStop = ({ verdict }: FirewallMatch): boolean =>
  verdict === "drop" || verdict === "reject-icmp" || verdict === "reject-reset";

const isLeaving = (hook: FirewallMatch["hook"]): boolean => hook === "output" || hook === "postrouting";

/** Whether packets come to a rule: at an end only the chains of that end, and none behind a rule that is not understood. */
function isMet(
  { vantage, value }: Evidence<"firewall">,
  { way, hook }: FirewallMatch,
  { client, server }: ReferenceRequest,
): boolean {
  if (value.passes[way] !== false) return false;
  if (vantage !== client && vantage !== server) return hook !== "input" && hook !== "output";
  if (client === server || hook === "prerouting" || hook === "ingress" || hook === "postrouting") return true;
  const isSending = (vantage === client) === (way === "forward");
  return hook === (isSending ? "output" : "input");
}

function slotsOf(match: FirewallMatch | undefined, at: string): Readonly<Record<string, string>> {
  if (match === undefined) return {};
  const { rule, family, table, chain, handle, hook } = match;
  const remove =
    handle === null
      ? `iptables -P ${hook.toUpperCase()} ACCEPT (or nft: policy accept in chain ${family} ${table} ${chain})`
      : `nft delete rule ${family} ${table} ${chain} handle ${handle}`;
  const filterChain = `${family} ${table} ${chain}`;
  // A set in a rule is written in braces, which a template would take for a slot of its own.
  return { router: at, rule: rule.replace(/[{};]/g, ""), table, chain, hook, remove, filterChain };
}
