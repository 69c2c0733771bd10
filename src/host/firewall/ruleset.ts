import { asList, asNumber, asObject, asText, type Json, type JsonObject } from "../json.ts";

/** Where a base chain hangs. */
export type Hook = "ingress" | "prerouting" | "input" | "forward" | "output" | "postrouting" | "egress";

/** One rule: what nft(8) calls its expressions, in order. */
export interface Rule {
  readonly handle: number | null;
  readonly statements: readonly Json[];
  /** As its own tool writes it, where that is not nft; else `null`. */
  readonly text: string | null;
}

/** One chain; a base chain hangs at a hook, others are jumped to. */
export interface Chain {
  readonly tool: "nft" | "iptables-legacy";
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly base: {
    readonly type: "filter" | "nat" | "route";
    readonly hook: Hook;
    readonly priority: number;
    readonly policy: "accept" | "drop";
    /** Of ingress and egress chains. */
    readonly devices: readonly string[];
  } | null;
  readonly rules: readonly Rule[];
}

/** A named set or map. */
export interface NamedSet {
  readonly elements: readonly Json[];
}

/** All that the packet filter of a host holds. */
export interface Ruleset {
  readonly chains: readonly Chain[];
  /** By `family table name`. */
  readonly chainsByName: ReadonlyMap<string, Chain>;
  readonly sets: ReadonlyMap<string, NamedSet>;
  /** Packets of named counters. */
  readonly counters: ReadonlyMap<string, number>;
  readonly rulesSeen: number;
  /** More rules than are read: what they do is not known. */
  readonly isCut: boolean;
}

/** Rules that are read. */
export const MAX_RULES = 100_000;

const hooks: readonly string[] = [
  "ingress",
  "prerouting",
  "input",
  "forward",
  "output",
  "postrouting",
  "egress",
] satisfies readonly Hook[];
const isHook = (text: string): text is Hook => hooks.includes(text);

/** The key of a chain, set or counter. */
export const keyOf = (family: string, table: string, name: string): string => `${family} ${table} ${name}`;

/** A ruleset of its chains. */
export function rulesetOf(
  chains: readonly Chain[],
  { sets, counters }: Pick<Ruleset, "sets" | "counters">,
  isCut = false,
): Ruleset {
  return {
    chains,
    chainsByName: new Map(chains.map((chain) => [keyOf(chain.family, chain.table, chain.name), chain])),
    sets,
    counters,
    rulesSeen: chains.reduce((sum, { rules }) => sum + rules.length, 0),
    isCut,
  };
}

/** Expressions within expressions: what nft prints has less than ten levels. */
const DEEPEST = 32;

const isShallow = (json: Json, left = DEEPEST): boolean =>
  typeof json !== "object" ||
  json === null ||
  (left > 0 && Object.values(json).every((inner: Json | undefined) => isShallow(inner ?? null, left - 1)));

/** Statements as they are; one that is not known in place of one that nests without end. */
const shallow = (statements: readonly Json[]): readonly Json[] =>
  statements.map((statement) => (isShallow(statement) ? statement : { "?": null }));

/** Reads `nft -j list ruleset`; `null` for what is none. libnftables-json(5). */
export function parseNft(json: Json): Ruleset | null {
  const { nftables } = asObject(json);
  if (!Array.isArray(nftables)) return null;
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  const sets = new Map<string, NamedSet>();
  const counters = new Map<string, number>();
  let rules = 0;
  for (const entry of asList(nftables)) {
    const { chain, rule, set, map, counter } = asObject(entry);
    if (chain !== undefined) {
      const read = chainOf(asObject(chain));
      if (read !== null) chains.set(keyOf(read.family, read.table, read.name), read);
    }
    for (const named of [set, map]) {
      if (named === undefined) continue;
      const { family, table, name, elem } = asObject(named);
      const elements = asList(elem).map((element) => (isShallow(element) ? element : null));
      sets.set(keyOf(asText(family) ?? "", asText(table) ?? "", asText(name) ?? ""), { elements });
    }
    if (counter !== undefined) {
      const { family, table, name, packets } = asObject(counter);
      counters.set(
        keyOf(asText(family) ?? "", asText(table) ?? "", asText(name) ?? ""),
        asNumber(packets) ?? 0,
      );
    }
    if (rule === undefined) continue;
    rules += 1;
    if (rules > MAX_RULES) continue;
    const { family, table, chain: owner, handle, expr } = asObject(rule);
    const key = keyOf(asText(family) ?? "", asText(table) ?? "", asText(owner) ?? "");
    chains.get(key)?.rules.push({ handle: asNumber(handle), statements: shallow(asList(expr)), text: null });
  }
  return rulesetOf([...chains.values()], { sets, counters }, rules > MAX_RULES);
}

function chainOf(chain: JsonObject): (Chain & { readonly rules: Rule[] }) | null {
  const { family, table, name, hook, type, prio, policy, dev } = chain;
  const [of, on, called] = [asText(family), asText(table), asText(name)];
  if (of === null || on === null || called === null) return null;
  const at = asText(hook);
  const devices = typeof dev === "string" ? [dev] : asList(dev).filter((one) => typeof one === "string");
  const kind = asText(type);
  return {
    tool: "nft",
    family: of,
    table: on,
    name: called,
    base:
      at === null || !isHook(at)
        ? null
        : {
            type: kind === "nat" || kind === "route" ? kind : "filter",
            hook: at,
            priority: asNumber(prio) ?? 0,
            policy: policy === "drop" ? "drop" : "accept",
            devices,
          },
    rules: [],
  };
}
