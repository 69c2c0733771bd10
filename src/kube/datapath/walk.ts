import type { Forwarded, PacketChain, PacketRule } from "./packet-rules.ts";

/** One way that a packet may come out of a chain. */
export interface End {
  readonly end: "accept" | "drop" | "masquerade" | "return" | "unknown";
  /** The rule that ends it; `null` for the chain's own end. */
  readonly rule: string | null;
}

/** Chains within chains: kube-proxy, Docker and Calico together have less than ten levels. */
const DEEPEST = 16;

/** Rules that are asked in one walk. More of them, and the end is not known. */
const MOST_STEPS = 50_000;

interface Walk {
  readonly chains: ReadonlyMap<string, PacketChain>;
  readonly packet: Forwarded;
  steps: number;
}

/** All ways that a packet may come out of a base chain: one alone is certain. */
export function walkBase(
  chain: PacketChain,
  chains: ReadonlyMap<string, PacketChain>,
  packet: Forwarded,
): readonly End[] {
  const ends = walkRules(chain.rules, { chains, packet, steps: 0 }, 0);
  const policy: End = { end: chain.base?.drops === true ? "drop" : "accept", rule: null };
  return distinct(ends.map((one) => (one.end === "return" ? policy : one)));
}

function walkRules(rules: readonly PacketRule[], walk: Walk, depth: number): readonly End[] {
  const ends: End[] = [];
  for (const { matches, target, text } of rules) {
    walk.steps += 1;
    if (walk.steps > MOST_STEPS || depth > DEEPEST) return [...ends, { end: "unknown", rule: text }];
    const answers = matches.map((match) => match(walk.packet));
    if (target === "nothing" || answers.includes(false)) continue;
    const isCertain = !answers.includes(null);
    if (typeof target === "string") {
      ends.push({ end: target, rule: text });
      if (isCertain && target !== "unknown") return distinct(ends);
      continue;
    }
    const next = walk.chains.get(target.chain);
    const inner: readonly End[] =
      next === undefined ? [{ end: "unknown", rule: text }] : walkRules(next.rules, walk, depth + 1);
    const comesBack = inner.some(({ end }) => end === "return" || end === "unknown");
    ends.push(...(target.returns ? inner.filter(({ end }) => end !== "return") : inner));
    if (isCertain && (!target.returns || !comesBack)) return distinct(ends);
  }
  return distinct([...ends, { end: "return", rule: null }]);
}

/** One of each end: what several rules come to alike is named by the first of them. */
function distinct(ends: readonly End[]): readonly End[] {
  const first = new Map<End["end"], End>();
  for (const one of ends) if (!first.has(one.end)) first.set(one.end, one);
  return [...first.values()];
}

/** What drops a forwarded packet for certain; `null` where nothing does. */
export function dropOf(chains: readonly PacketChain[], packet: Forwarded): string | null {
  const byKey = new Map(chains.map((chain) => [chain.key, chain]));
  for (const chain of chains) {
    if (chain.base?.hook !== "forward") continue;
    const [only, ...more] = walkBase(chain, byKey, packet);
    if (only?.end !== "drop" || more.length > 0) continue;
    return only.rule ?? `policy drop of ${chain.named}`;
  }
  return null;
}

/** What becomes of the source of a packet that leaves. */
export function sourceOf(
  chains: readonly PacketChain[],
  packet: Forwarded,
): { readonly outcome: "masqueraded" | "kept" | "unknown"; readonly rule: string | null } {
  const byKey = new Map(chains.map((chain) => [chain.key, chain]));
  let isOpen: string | null = null;
  for (const chain of chains) {
    if (chain.base?.hook !== "postrouting" || chain.base.type !== "nat") continue;
    const ends = walkBase(chain, byKey, packet);
    const changes = ends.find(({ end }) => end === "masquerade");
    if (changes !== undefined && ends.length === 1) return { outcome: "masqueraded", rule: changes.rule };
    const open = changes ?? ends.find(({ end }) => end === "unknown");
    isOpen ??= open?.rule ?? null;
  }
  return isOpen === null ? { outcome: "kept", rule: null } : { outcome: "unknown", rule: isOpen };
}
