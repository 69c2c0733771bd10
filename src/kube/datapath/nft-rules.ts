import { rawList, rawNumber, rawObject, rawText } from "../policy/raw.ts";
import {
  always,
  byDevice,
  inRanges,
  type Match,
  marked,
  type PacketChain,
  type PacketRule,
  type Target,
  unless,
} from "./packet-rules.ts";
import { type Family, type Range, rangeOf } from "./range.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Elements of named sets, by name. */
type Sets = ReadonlyMap<string, readonly unknown[]>;

/** Reads `nft -j list table`: its chains, those that hang at a hook of forwarded packets among them. libnftables-json(5). */
export function parseTable(json: unknown, packets: Family = 4): readonly PacketChain[] {
  const entries = rawList(rawObject(json)["nftables"]).map(rawObject);
  const sets = new Map<string, readonly unknown[]>();
  const chains = new Map<string, PacketChain & { readonly rules: PacketRule[] }>();
  for (const entry of entries) {
    const set = rawObject(entry["set"]);
    const name = rawText(set["name"]);
    if (name !== null) sets.set(name, rawList(set["elem"]));
    const chain = chainOf(rawObject(entry["chain"]));
    if (chain !== null) chains.set(chain.key, chain);
  }
  for (const entry of entries) {
    const rule = rawObject(entry["rule"]);
    const key = keyOf(rule, rule["chain"]);
    const chain = chains.get(key);
    chain?.rules.push(ruleOf(rule, chain.named, { sets, packets }));
  }
  return [...chains.values()];
}

const keyOf = ({ family, table }: Raw, chain: unknown): string =>
  `nft ${[family, table, chain].map((part) => rawText(part) ?? "").join(" ")}`;

/** A chain without its rules; `null` for what is none. */
export function chainOf(raw: Raw): (PacketChain & { readonly rules: PacketRule[] }) | null {
  const name = rawText(raw["name"]);
  if (name === null) return null;
  const key = keyOf(raw, name);
  const hook = raw["hook"];
  const type = raw["type"];
  const base =
    hook === "forward" || hook === "postrouting"
      ? ({
          type: type === "nat" || type === "filter" ? type : "other",
          hook,
          drops: raw["policy"] === "drop",
        } as const)
      : null;
  return { key, named: key.slice("nft ".length), base, rules: [] };
}

const ends: Readonly<Record<string, Target>> = {
  accept: "accept",
  drop: "drop",
  reject: "drop",
  return: "return",
  masquerade: "masquerade",
  snat: "masquerade",
};

/** Statements that let the next one be asked. */
const passing: readonly string[] = [
  "counter",
  "log",
  "comment",
  "mangle",
  "ct helper",
  "notrack",
  "set",
  "xt comment",
];

/** What a rule is read by: the sets of its table, and the family of the packets. */
interface Reading {
  readonly sets: Sets;
  readonly packets: Family;
}

function ruleOf(rule: Raw, chain: string, reading: Reading): PacketRule {
  const matches: Match[] = [];
  let target: Target = "nothing";
  for (const statement of rawList(rule["expr"]).map(rawObject)) {
    const [word = ""] = Object.keys(statement);
    const end = ends[word];
    if (end !== undefined) target = end;
    else if (word === "jump" || word === "goto") {
      const to = rawText(rawObject(statement[word])["target"]);
      target = { chain: keyOf(rule, to), returns: word === "jump" };
    } else if (word === "match") matches.push(matchOf(rawObject(statement[word]), reading));
    else if (word === "vmap" && leavesNew(rawObject(statement[word]))) matches.push(always(false));
    else if (word === "vmap" || word === "queue" || word === "tproxy" || word === "xt") target = "unknown";
    else if (!passing.includes(word)) matches.push(always(null));
  }
  return { matches, target, text: `a rule of ${chain} (handle ${rawNumber(rule["handle"]) ?? "?"})` };
}

/** A map of states that has no entry for what opens a connection: the next rule is asked. */
function leavesNew({ key, data }: Raw): boolean {
  const states = rawList(rawObject(data)["set"]).map((element) => rawList(element)[0]);
  return rawObject(rawObject(key)["ct"])["key"] === "state" && states.length > 0 && !states.includes("new");
}

function matchOf({ op, left, right }: Raw, { sets, packets }: Reading): Match {
  const match = sideOf(rawObject(left), valuesOf(right, sets), packets);
  return op === "!=" ? unless(match) : op === "==" || op === "in" ? match : always(null);
}

function sideOf(left: Raw, values: readonly unknown[], packets: Family): Match {
  const payload = rawObject(left["payload"]);
  const { key } = rawObject(left["meta"]);
  const texts = values.map(rawText).filter((text) => text !== null);
  const [own, others] = packets === 4 ? ["ip", "ip6"] : ["ip6", "ip"];
  if (payload["protocol"] === own && (payload["field"] === "saddr" || payload["field"] === "daddr")) {
    const ranges = values.map(rangeOfValue);
    const known = ranges.filter((range) => range !== null);
    if (known.length !== ranges.length) return always(null);
    return inRanges(payload["field"] === "saddr" ? "source" : "destination", known);
  }
  if (payload["protocol"] === others) return always(false);
  if (key === "iifname" || key === "iif") return byDevice("from", texts);
  if (key === "oifname" || key === "oif") return byDevice("by", texts);
  if (key === "nfproto") return always(texts.includes(`ipv${packets}`));
  if (key === "protocol") return always(texts.includes(own));
  if (key === "l4proto") return always(texts.includes("tcp") || values.includes(6));
  if (rawObject(left["ct"])["key"] === "state") return always(texts.includes("new"));
  if (rawObject(left["ct"])["key"] === "status")
    return always(texts.every((text) => text === "dnat" || text === "snat") ? false : null);
  const value = rawNumber(values[0]);
  const masked = rawList(left["&"]);
  if (rawObject(rawObject(masked[0])["meta"])["key"] === "mark")
    return value === null ? always(null) : marked(value, rawNumber(masked[1]) ?? 0xffffffff);
  if (key === "mark") return value === null ? always(null) : marked(value, 0xffffffff);
  const { fib } = left;
  if (rawObject(fib)["result"] === "type")
    return always(texts.every((text) => text === "local") ? false : null);
  return always(null);
}

/** The values of a right side, those of the sets that it names with them. */
function valuesOf(right: unknown, sets: Sets): readonly unknown[] {
  const name = rawText(right);
  if (name?.startsWith("@") === true) return sets.get(name.slice(1))?.map(unwrapped) ?? [null];
  const { set } = rawObject(right);
  if (set !== undefined) return (Array.isArray(set) ? rawList(set) : [set]).map(unwrapped);
  return Array.isArray(right) ? right : [right];
}

const unwrapped = (element: unknown): unknown => rawObject(rawObject(element)["elem"])["val"] ?? element;

function rangeOfValue(value: unknown): Range | null {
  const text = rawText(value);
  if (text !== null) return rangeOf(text);
  const { prefix, range } = rawObject(value);
  if (prefix !== undefined) {
    const { addr, len } = rawObject(prefix);
    return rangeOf(`${rawText(addr) ?? ""}/${rawNumber(len) ?? ""}`);
  }
  const [first, last] = rawList(range).map((one) => rangeOf(rawText(one) ?? ""));
  return first == null || last == null ? null : { ...first, last: last.last, bits: 0 };
}
