import type { Outcome, Walk } from "./outcome.ts";
import type { Packet } from "./packet.ts";
import type { Chain, Hook } from "./ruleset.ts";
import { walkBaseChain } from "./walk-chain.ts";

/** A packet that goes on, and whether every packet of the flow does so in this form. */
export interface Live {
  readonly packet: Packet;
  readonly isSure: boolean;
}

/** What came of a hook: who goes on, and how others ended. */
export interface HookResult {
  readonly live: readonly Live[];
  readonly ended: readonly Outcome[];
}

/** Linux include/uapi/linux/netfilter_ipv4.h: NF_IP_PRI_CONNTRACK, NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC. */
const CONNTRACK = -200;
const NAT_DESTINATION = -100;
const NAT_SOURCE = 100;

/** One thing that happens at a hook, at its priority. */
interface Step {
  readonly priority: number;
  readonly run: (packet: Packet, isSure: boolean) => readonly Outcome[];
}

/** Runs all that hangs at a hook, in the order of the priorities, on each packet that comes to it. */
export function walkHook(walk: Walk, hook: Hook, arriving: readonly Live[]): HookResult {
  const [first] = arriving;
  if (first === undefined) return { live: [], ended: [] };
  let live = arriving;
  const ended: Outcome[] = [];
  for (const { run } of stepsOf(walk, hook, first.packet)) {
    const next: Live[] = [];
    for (const { packet, isSure } of live) {
      const outcomes = run(packet, isSure);
      const passing = outcomes.filter(({ end }) => end === "accept");
      ended.push(...outcomes.filter(({ end }) => end !== "accept"));
      for (const outcome of passing)
        next.push({ packet: outcome.packet, isSure: isSure && outcomes.length === 1 });
    }
    live = distinct(next);
  }
  return { live, ended };
}

/** More forms of one packet than these are not followed. */
const MAX_FORMS = 16;

/** The same packet by two ways is one packet. */
function distinct(packets: readonly Live[]): readonly Live[] {
  const forms = new Map<string, Live>();
  for (const live of packets) {
    const key = JSON.stringify(live.packet);
    const known = forms.get(key);
    forms.set(key, known === undefined ? live : { packet: live.packet, isSure: known.isSure && live.isSure });
  }
  return [...forms.values()].slice(0, MAX_FORMS);
}

function stepsOf(walk: Walk, hook: Hook, sample: Packet): readonly Step[] {
  const chains = walk.ruleset.chains.filter((chain) => hangsAt(chain, hook, sample));
  const filters = chains.filter(({ base }) => base !== null && base.type !== "nat");
  const translations = chains
    .filter(({ base }) => base !== null && base.type === "nat")
    .sort((a, b) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0));
  const steps: Step[] = filters.map((chain) => ({
    priority: chain.base?.priority ?? 0,
    run: (packet, isSure) =>
      walkPerhaps(walk, chain, { packet: atPriority(packet, hook, chain), isSure }).map(unblurred(packet)),
  }));
  if (hook === "prerouting" || hook === "output") {
    steps.push({ priority: CONNTRACK, run: (packet) => [passing(tracked(packet))] });
  }
  const nat = natOf(hook);
  if (nat !== null) {
    steps.push({
      priority: nat,
      run: (packet, isSure) => translateOnce({ walk, hook, translations }, packet, isSure),
    });
  }
  return steps.sort((a, b) => a.priority - b.priority);
}

/** A chain of a device takes the packet only where it comes by that one: where that is not known, it may pass it by. */
function walkPerhaps(walk: Walk, chain: Chain, { packet, isSure }: Live): readonly Outcome[] {
  const { base } = chain;
  const isOfDevice = base?.hook === "ingress" || base?.hook === "egress";
  const device = base?.hook === "ingress" ? packet.input : packet.output;
  if (!isOfDevice || (device !== null && base.devices.length > 0)) {
    return walkBaseChain(walk, chain, packet, isSure);
  }
  return [...walkBaseChain(walk, chain, packet, false), passing(packet)];
}

const natOf = (hook: Hook): number | null =>
  hook === "prerouting" || hook === "output"
    ? NAT_DESTINATION
    : hook === "input" || hook === "postrouting"
      ? NAT_SOURCE
      : null;

function hangsAt({ family, base }: Chain, hook: Hook, packet: Packet): boolean {
  if (base === null || base.hook !== hook) return false;
  if (hook === "ingress" || hook === "egress") {
    const device = hook === "ingress" ? packet.input : packet.output;
    if (family !== "netdev" && family !== "inet") return false;
    return base.devices.length === 0 || device === null || base.devices.includes(device);
  }
  return family === "inet" || family === (packet.family === 4 ? "ip" : "ip6");
}

/** At the very priority of connection tracking it may have looked already, or not. */
function atPriority(packet: Packet, hook: Hook, { base }: Chain): Packet {
  const isTie = base?.priority === CONNTRACK && (hook === "prerouting" || hook === "output");
  return isTie && packet.tracking === "unseen" ? { ...packet, tracking: null } : packet;
}

const unblurred =
  (before: Packet) =>
  (outcome: Outcome): Outcome =>
    before.tracking === "unseen" && outcome.packet.tracking === null
      ? { ...outcome, packet: { ...outcome.packet, tracking: "unseen" } }
      : outcome;

const passing = (packet: Packet): Outcome => ({ end: "accept", packet, tool: "nft" });

/** Connection tracking looks at a packet once. Linux net/netfilter/nf_conntrack_core.c: nf_conntrack_in(). */
function tracked(packet: Packet): Packet {
  if (packet.tracking !== "unseen") return packet;
  const { source, destination, isKnown, way, protocol } = packet;
  if (packet.stage === "established") return { ...packet, tracking: isKnown === null ? null : "established" };
  if (way === "forward") return { ...packet, tracking: "new", original: { source, destination } };
  if (isKnown === null) return { ...packet, tracking: null };
  // To whoever has not seen the SYN, an answer of TCP is invalid; one of UDP begins a connection.
  return { ...packet, tracking: isKnown ? "established" : protocol === 6 ? "invalid" : "new" };
}

interface Translating {
  readonly walk: Walk;
  readonly hook: Hook;
  readonly translations: readonly Chain[];
}

/** Only the first packet of a connection is asked about; its answers are translated back. */
function translateOnce(
  { walk, hook, translations }: Translating,
  packet: Packet,
  isSure: boolean,
): readonly Outcome[] {
  const side = hook === "prerouting" || hook === "output" ? "destination" : "source";
  if (packet.tracking === "established") return [passing(translatedBack(packet, side))];
  if (packet.tracking !== "new" || packet.translated[side] !== false) return [passing(packet)];
  let open: Outcome[] = [passing(packet)];
  const done: Outcome[] = [];
  for (const chain of translations) {
    const left: Outcome[] = [];
    for (const { packet: current } of open) {
      for (const outcome of walkBaseChain(walk, chain, current, isSure && open.length === 1)) {
        const isOpen = outcome.end === "accept" && outcome.packet.translated[side] === false;
        (isOpen ? left : done).push(outcome);
      }
    }
    open = left;
  }
  const untouched = open.map((outcome): Outcome => {
    const { translated } = outcome.packet;
    return { ...outcome, packet: { ...outcome.packet, translated: { ...translated, [side]: "done" } } };
  });
  return [...done, ...untouched];
}

function translatedBack(packet: Packet, side: "source" | "destination"): Packet {
  const { original, translated } = packet;
  // What the first packet's destination was turned into is the source of its answer.
  if (side === "source") {
    return translated.destination === true ? { ...packet, source: original.destination } : packet;
  }
  return translated.source === true ? { ...packet, destination: original.source } : packet;
}
