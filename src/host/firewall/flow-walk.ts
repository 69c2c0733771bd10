import type { Firewall, FirewallMatch } from "../../evidence/index.ts";
import { answerTo, type FlowEnds, firstPacket, laterPacket } from "./flow-packets.ts";
import type { Outcome, Walk } from "./outcome.ts";
import type { Packet } from "./packet.ts";
import type { Chain, Hook, Ruleset } from "./ruleset.ts";
import { type Live, walkHook } from "./walk-hook.ts";
import type { World } from "./world.ts";

/** Where a packet goes from this host. */
export interface Routed {
  /** `here`: to this host itself. `onward`: by `device`. `nowhere`: it is not sent. `unknown`: the kernel was not asked. */
  readonly to: "here" | "onward" | "nowhere" | "unknown";
  readonly device: string | null;
}

/** What the walk needs of the host besides its rules. */
export interface Host {
  readonly world: World;
  /** Whether this host sends such a packet itself. */
  readonly isOwn: (address: string) => boolean;
  readonly route: (packet: Packet) => Promise<Routed>;
  /** The interface that a packet of others comes in by; `null` where not known. */
  readonly inputOf: (packet: Packet) => Promise<string | null>;
  /** Interfaces that packets of others may come in by. */
  readonly devices: readonly string[];
  /** Whether an interface is a bridge, whose packets meet the rules of family `bridge` as well. */
  readonly isBridge: (device: string) => boolean;
}

/** What the packet filter does with the flow's first packet and with its answer. */
export interface FlowVerdict {
  /** By the tool whose rules are asked about. */
  readonly passes: (tool: Chain["tool"]) => Firewall["passes"];
  readonly matches: readonly (FirewallMatch & { readonly tool: Chain["tool"] })[];
  /** Every packet that goes on after its first way. */
  readonly forwarded: readonly Packet[];
}

/** Rules and elements of sets that one look compares: some seconds of work. What is behind them is not known. */
const RULE_BUDGET = 1_000_000;
/** Answers that are followed: one for each way in which a packet may have gone. */
const MAX_ANSWERS = 8;

/** Follows the flow's first packet through the host, and its answer back. */
export async function walkFlow(ruleset: Ruleset, given: Host, ends: FlowEnds): Promise<FlowVerdict> {
  const devices = new Set<string | null>();
  const host: Host = {
    ...given,
    async route(packet) {
      const routed = await given.route(packet);
      devices.add(routed.device);
      return routed;
    },
    async inputOf(packet) {
      const input = await given.inputOf(packet);
      devices.add(input);
      return input;
    },
  };
  const walk: Walk = { ruleset, world: host.world, matches: [], budget: RULE_BUDGET };
  const there = await pass(walk, host, [{ packet: firstPacket(ends), isSure: true }]);
  const isOnly = there.live.length === 1 && there.ended.length === 0;
  const answers =
    there.live.length === 0
      ? [{ packet: answerTo(firstPacket(ends)), isSure: true }]
      : there.live.slice(0, MAX_ANSWERS).map(({ packet }) => ({ packet: answerTo(packet), isSure: isOnly }));
  const back: { live: Live[]; ended: Outcome[] } = { live: [], ended: [] };
  for (const answer of answers) {
    const one = await pass(walk, host, [answer]);
    back.live.push(...one.live);
    back.ended.push(...one.ended);
  }
  const isBridged = [...devices].some((device) => device !== null && given.isBridge(device));
  const isCut = ruleset.isCut || (isBridged && hasBridgeRules(ruleset.chains));
  return {
    passes: (tool) => ({
      forward: isCut ? null : verdictOf(there, tool),
      back: isCut ? null : verdictOf(back, tool),
    }),
    matches: withoutDoubles(walk.matches),
    forwarded: there.live.map(({ packet }) => packet),
  };
}

interface Passed {
  readonly live: readonly Live[];
  readonly ended: readonly Outcome[];
}

function verdictOf({ live, ended }: Passed, tool: Chain["tool"]): boolean | null {
  const byIt = ended.filter((outcome) => outcome.tool === tool);
  if (byIt.length === 0) return true;
  const isAll = live.length === 0 && byIt.length === ended.length;
  return isAll && byIt.every(({ end }) => end !== "unknown") ? false : null;
}

/** Runs packets through all hooks of the host, by the way that they take. */
async function pass(walk: Walk, host: Host, arriving: readonly Live[]): Promise<Passed> {
  const passed: { live: Live[]; ended: Outcome[] } = { live: [], ended: [] };
  for (const { packet, isSure } of arriving) {
    const { address } = packet.source;
    const one =
      address !== null && host.isOwn(address)
        ? await send(walk, host, { packet, isSure })
        : await receive(walk, host, {
            packet: { ...packet, input: await host.inputOf(packet), output: "" },
            isSure,
          });
    passed.live.push(...one.live);
    passed.ended.push(...one.ended);
  }
  return passed;
}

/** A packet that this host sends. */
async function send(walk: Walk, host: Host, start: Live): Promise<Passed> {
  const first = await host.route(start.packet);
  // Before its translation a packet may have no way at all, and then it is not made.
  const output = first.to === "here" ? "lo" : first.device;
  const out = walkHook(walk, "output", [{ ...start, packet: { ...start.packet, input: "", output } }]);
  const passed: { live: Live[]; ended: Outcome[] } = { live: [], ended: [...out.ended] };
  for (const live of out.live) {
    const route = await host.route(live.packet);
    const leaving = { ...live.packet, output: route.to === "here" ? "lo" : route.device };
    const sent = leave(walk, { ...live, packet: leaving });
    passed.ended.push(...sent.ended);
    if (route.to !== "here") {
      passed.live.push(...sent.live);
      continue;
    }
    for (const { packet, isSure } of sent.live) {
      const back = await receive(walk, host, { packet: { ...packet, input: "lo", output: "" }, isSure });
      passed.live.push(...back.live);
      passed.ended.push(...back.ended);
    }
  }
  return passed;
}

/** A packet that comes in: for this host, or to be sent on. */
async function receive(walk: Walk, host: Host, start: Live): Promise<Passed> {
  const arrived = walkHooks(walk, ["ingress", "prerouting"], [start]);
  const passed: { live: Live[]; ended: Outcome[] } = { live: [], ended: [...arrived.ended] };
  for (const live of arrived.live) {
    const route = await host.route(live.packet);
    if (route.to === "nowhere") {
      passed.live.push(live);
      continue;
    }
    if (route.to === "unknown") {
      passed.ended.push({ end: "unknown", packet: live.packet, tool: "nft" });
      continue;
    }
    if (route.to === "here") {
      const taken = walkHook(walk, "input", [live]);
      passed.live.push(...taken.live);
      passed.ended.push(...taken.ended);
      continue;
    }
    const onward = walkHook(walk, "forward", [{ ...live, packet: { ...live.packet, output: route.device } }]);
    passed.ended.push(...onward.ended);
    for (const one of onward.live) {
      const sent = leave(walk, one);
      passed.live.push(...sent.live);
      passed.ended.push(...sent.ended);
    }
  }
  return passed;
}

/** The last hooks of a packet that leaves. */
function leave(walk: Walk, { packet, isSure }: Live): Passed {
  // What leaves has no input interface any more, but for what is sent on: Linux nf_hook_state of POST_ROUTING.
  return walkHooks(walk, ["postrouting", "egress"], [{ packet, isSure }]);
}

function walkHooks(walk: Walk, hooks: readonly Hook[], arriving: readonly Live[]): Passed {
  let live = arriving;
  const ended: Outcome[] = [];
  for (const hook of hooks) {
    const result = walkHook(walk, hook, live);
    live = result.live;
    ended.push(...result.ended);
  }
  return { live, ended };
}

/** The same rule met by several forms of one packet is one match, and certain only where it is so for each. */
function withoutDoubles(matches: Walk["matches"]): FlowVerdict["matches"] {
  const seen = new Map<string, Walk["matches"][number]>();
  for (const match of matches) {
    const { way, hook, family, table, chain, handle, rule, verdict, newDestination, isPolicy } = match;
    const key = JSON.stringify([
      way,
      hook,
      family,
      table,
      chain,
      handle,
      rule,
      verdict,
      newDestination,
      isPolicy,
    ]);
    const known = seen.get(key);
    seen.set(key, known === undefined ? match : { ...known, isCertain: known.isCertain && match.isCertain });
  }
  return [...seen.values()];
}

const isStop = ({ verdict }: FirewallMatch): boolean =>
  verdict === "drop" || verdict === "reject-icmp" || verdict === "reject-reset";

/** Rules that stop packets of the connection once it stands, both ways. Of a host that does not translate the flow. */
export async function stopsWhenEstablished(
  ruleset: Ruleset,
  host: Host,
  ends: FlowEnds,
): Promise<FlowVerdict["matches"]> {
  const walk: Walk = { ruleset, world: host.world, matches: [], budget: RULE_BUDGET };
  const later = laterPacket(ends);
  for (const packet of [later, answerTo(later)]) await pass(walk, host, [{ packet, isSure: true }]);
  return withoutDoubles(walk.matches).filter(isStop);
}

/** Rules that stop the flow's answer where it comes in by a certain interface. */
export async function stopsOfAnswerBy(
  ruleset: Ruleset,
  host: Host,
  { ends, device }: { readonly ends: FlowEnds; readonly device: string },
): Promise<FlowVerdict["matches"]> {
  const walk: Walk = { ruleset, world: host.world, matches: [], budget: RULE_BUDGET };
  const there = { ...host, inputOf: () => Promise.resolve(device) };
  await pass(walk, there, [{ packet: answerTo(firstPacket(ends)), isSure: true }]);
  return withoutDoubles(walk.matches).filter((match) => isStop(match) && match.isCertain);
}

/** Bridge rules that could take a packet of a bridge, which this walk does not follow. */
const hasBridgeRules = (chains: readonly Chain[]): boolean =>
  chains.some(
    ({ family, rules, base }) => family === "bridge" && (rules.length > 0 || base?.policy === "drop"),
  );
