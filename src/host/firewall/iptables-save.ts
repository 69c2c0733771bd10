import { asObject, type Json } from "../json.ts";
import { conditionOf, NOT_KNOWN, reversePath, UNKNOWABLE } from "./iptables-match.ts";
import { targetOf } from "./iptables-target.ts";
import { optionsOf, type RuleOption, wordsOf } from "./iptables-words.ts";
import { type Chain, type Hook, keyOf, MAX_RULES, type Rule, type Ruleset, rulesetOf } from "./ruleset.ts";

/** Where iptables hangs its tables. Linux include/uapi/linux/netfilter_ipv4.h: NF_IP_PRI_*. */
const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  nat: -100,
  filter: 0,
  security: 50,
};

const hookOf: Readonly<Record<string, Hook>> = {
  PREROUTING: "prerouting",
  INPUT: "input",
  FORWARD: "forward",
  OUTPUT: "output",
  POSTROUTING: "postrouting",
};

/** One chain of `iptables-save`, with its rules as expressions of nft. */
export interface SavedChain {
  readonly table: string;
  readonly name: string;
  /** `null` for a chain that is jumped to. */
  readonly policy: "accept" | "drop" | null;
  readonly rules: readonly Rule[];
}

/** Reads iptables-save(8). A line of another form is left out. */
export function parseSave(text: string, family: 4 | 6): readonly SavedChain[] {
  const chains = new Map<string, SavedChain & { readonly rules: Rule[] }>();
  let table = "";
  let rules = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    const [, name, policy] = /^:(\S+)\s+(\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      const ends = policy === "ACCEPT" ? "accept" : policy === "DROP" ? "drop" : null;
      chains.set(`${table} ${name}`, { table, name, policy: ends, rules: [] });
    }
    const rule = line.replace(/^\[\d+:\d+\] /, "");
    const chain = /^-A (\S+)/.exec(rule)?.[1];
    if (chain === undefined || rules >= MAX_RULES) continue;
    rules += 1;
    chains.get(`${table} ${chain}`)?.rules.push(ruleOf(rule, family, /^\[(\d+):/.exec(line)?.[1]));
  }
  return [...chains.values()];
}

/** The most that is kept of a line. */
const MAX_LENGTH = 1_000;

function ruleOf(line: string, family: 4 | 6, packets: string | undefined): Rule {
  const options = optionsOf(wordsOf(line));
  const named = (...names: readonly string[]) => options.filter(({ name }) => names.includes(name));
  const modules = new Set(named("-m", "--match").map(({ values }) => values[0] ?? ""));
  const protocol = named("-p", "--protocol")[0]?.values[0] ?? "th";
  const conditions = options.flatMap((option) => conditionOf(option, { family, protocol, modules }) ?? []);
  const counter: readonly Json[] =
    packets === undefined ? [] : [{ counter: { packets: Number(packets), bytes: 0 } }];
  return {
    handle: null,
    text: line.slice(0, MAX_LENGTH),
    statements: [...conditions, ...ofModules(modules, options), ...counter, ...targetOf(options, family)],
  };
}

/** Modules whose options are judged together. */
function ofModules(modules: ReadonlySet<string>, options: readonly RuleOption[]): readonly Json[] {
  const has = (name: string) => options.some((option) => option.name === name);
  return [
    ...(modules.has("rpfilter") ? [reversePath(options)] : []),
    ...(modules.has("recent") &&
    has("--set") &&
    options.some((option) => option.name === "--set" && option.isInverted)
      ? [NOT_KNOWN]
      : []),
    ...(modules.has("multiport") && has("--ports") ? [UNKNOWABLE] : []),
    ...(modules.has("tcp") && has("--tcp-option") ? [UNKNOWABLE] : []),
  ];
}

/** The chains of `iptables-legacy-save`, at the places of the kernel's own tables. */
export const legacyChains = (saved: readonly SavedChain[], family: 4 | 6): readonly Chain[] =>
  saved.map(({ table, name, policy, rules }): Chain => {
    const hook = hookOf[name];
    const isSource = name === "INPUT" || name === "POSTROUTING";
    const priority = table === "nat" && isSource ? 100 : (priorities[table] ?? 0);
    return {
      tool: "iptables-legacy",
      // Tables of nft may have the same names: a name of its own keeps jumps within.
      family: family === 4 ? "ip" : "ip6",
      table: `${table} (legacy)`,
      name,
      base:
        policy === null || hook === undefined
          ? null
          : { type: table === "nat" ? "nat" : "filter", hook, priority, policy, devices: [] },
      rules,
    };
  });

/** Whether a rule holds what nft itself cannot show: a module of iptables. */
const isOpaque = (rule: Rule): boolean =>
  rule.statements.some((statement) => asObject(statement)["xt"] !== undefined);

/** The families whose chains hold rules that only `iptables-save` shows. */
export const opaqueFamilies = ({ chains }: Ruleset): ReadonlySet<string> =>
  new Set(chains.filter(({ rules }) => rules.some(isOpaque)).map(({ family }) => family));

/**
 * The same ruleset with the rules of iptables-nft as `iptables-save` tells them: the n-th rule of a chain is the n-th there. A
 * chain of another length was changed between the two readings, and stays as it is.
 */
export function withSaved(ruleset: Ruleset, saved: readonly SavedChain[], family: "ip" | "ip6"): Ruleset {
  const known = new Map(saved.map((chain) => [keyOf(family, chain.table, chain.name), chain]));
  const chains = ruleset.chains.map((chain): Chain => {
    const other = known.get(keyOf(chain.family, chain.table, chain.name));
    if (other === undefined || other.rules.length !== chain.rules.length || !chain.rules.some(isOpaque))
      return chain;
    const rules = chain.rules.map((rule, index): Rule => {
      const told = other.rules[index];
      if (told === undefined) return rule;
      const counters = rule.statements.filter((statement) => asObject(statement)["counter"] !== undefined);
      return { handle: rule.handle, text: told.text, statements: [...counters, ...told.statements] };
    });
    return { ...chain, rules };
  });
  return { ...rulesetOf(chains, ruleset, ruleset.isCut), rulesSeen: ruleset.rulesSeen };
}

/** Both rulesets as one, as the kernel has them. */
export const together = (ruleset: Ruleset | null, legacy: readonly Chain[]): Ruleset =>
  rulesetOf(
    [...(ruleset?.chains ?? []), ...legacy],
    ruleset ?? { sets: new Map(), counters: new Map() },
    ruleset?.isCut ?? false,
  );
