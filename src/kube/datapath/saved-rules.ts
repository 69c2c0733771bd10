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
import { rangeOf } from "./range.ts";

/** Targets that let the next rule be asked. iptables-extensions(8). */
const passing: readonly string[] = [
  "",
  "MARK",
  "CONNMARK",
  "CT",
  "NOTRACK",
  "LOG",
  "NFLOG",
  "ULOG",
  "TCPMSS",
  "CLASSIFY",
  "CONNSECMARK",
  "SECMARK",
  "DSCP",
  "TOS",
  "TTL",
  "TRACE",
  "CHECKSUM",
  "SET",
  "AUDIT",
];

const ends: Readonly<Record<string, Target>> = {
  ACCEPT: "accept",
  DROP: "drop",
  REJECT: "drop",
  RETURN: "return",
  MASQUERADE: "masquerade",
  SNAT: "masquerade",
};

/** Rules that are read. */
const MOST_RULES = 100_000;

/** Chains of kube-proxy's Services and endpoints: jumped to for their own addresses alone. */
const ofServices = /^KUBE-(SVC|SVL|SEP|EXT|FW|XLB)-/;

/** Reads iptables-save(8), those chains that forwarded packets may pass. */
export function parseSavedRules(text: string): readonly PacketChain[] {
  const chains = new Map<string, PacketChain & { readonly rules: PacketRule[] }>();
  let table = "";
  let count = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    const [, name, policy] = /^:(\S+)\s+(\S+)/.exec(line) ?? [];
    if (name !== undefined && !ofServices.test(name)) {
      const key = `iptables ${table} ${name}`;
      // Legacy tables stand after those of nft, under the same names: each keeps its own.
      if (!chains.has(key))
        chains.set(key, { key, named: `ip ${table} ${name}`, base: baseOf(table, name, policy), rules: [] });
    }
    const owner = /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(line)?.[1];
    if (owner === undefined || count >= MOST_RULES) continue;
    count += 1;
    chains.get(`iptables ${table} ${owner}`)?.rules.push(ruleOf(line, table));
  }
  return [...chains.values()];
}

function baseOf(table: string, name: string, policy: string | undefined): PacketChain["base"] {
  if (name !== "FORWARD" && name !== "POSTROUTING") return null;
  const type = table === "nat" ? "nat" : table === "filter" ? "filter" : "other";
  return { type, hook: name === "FORWARD" ? "forward" : "postrouting", drops: policy === "DROP" };
}

function ruleOf(line: string, table: string): PacketRule {
  const text = line.replace(/^\[\d+:\d+\] /, "").slice(0, 300);
  const words = line
    .replace(/--comment ("(?:[^"\\]|\\.)*"|\S+)/g, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  const at = words.findIndex((word) => word === "-j" || word === "-g");
  const conditions = words.slice(words.indexOf("-A") + 2, at < 0 ? words.length : at);
  return { matches: matchesOf(conditions), target: targetOf(words, at, table), text };
}

function targetOf(words: readonly string[], at: number, table: string): Target {
  const name = at < 0 ? "" : (words[at + 1] ?? "");
  const end = ends[name];
  if (end !== undefined) return end;
  if (passing.includes(name)) return "nothing";
  // Chains of Services are jumped to for Services' own addresses: a packet to a Pod or to the outside meets none of them.
  if (ofServices.test(name)) return "nothing";
  return { chain: `iptables ${table} ${name}`, returns: words[at] === "-j" };
}

/** Options that hold for all packets, by themselves. */
const idle: readonly string[] = ["-m", "--match"];

function matchesOf(words: readonly string[]): readonly Match[] {
  const matches: Match[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const isInverted = words[index] === "!";
    if (isInverted) index += 1;
    const option = words[index] ?? "";
    const next = words[index + 1] ?? "";
    const hasValue = next !== "" && next !== "!" && !next.startsWith("-");
    if (hasValue) index += 1;
    if (idle.includes(option)) {
      if (option === "-m" && partial.includes(next)) matches.push(always(null));
      continue;
    }
    const match = matchOf(option, hasValue ? next : "");
    matches.push(isInverted ? unless(match) : match);
  }
  return matches;
}

/** Modules that match some packets by something that is not among their options alone. */
const partial: readonly string[] = [
  "statistic",
  "limit",
  "hashlimit",
  "recent",
  "set",
  "bpf",
  "time",
  "rpfilter",
  "owner",
  "socket",
];

function matchOf(option: string, value: string): Match {
  switch (option) {
    case "-s":
    case "-d": {
      const range = rangeOf(value);
      return range === null ? always(null) : inRanges(option === "-s" ? "source" : "destination", [range]);
    }
    case "-i":
    case "-o":
      return byDevice(option === "-i" ? "from" : "by", [value]);
    case "-p":
      // What a request opens is TCP.
      return always(value === "tcp" || value === "all");
    case "--ctstate":
    case "--state":
      return always(value.split(",").includes("NEW"));
    case "--mark": {
      const [wanted = 0, mask = 0xffffffff] = value.split("/").map(Number);
      return Number.isSafeInteger(wanted) && Number.isSafeInteger(mask) ? marked(wanted, mask) : always(null);
    }
    case "--dst-type":
    case "--src-type":
      return always(
        value === "UNICAST"
          ? true
          : value === "LOCAL" || value === "BROADCAST" || value === "MULTICAST"
            ? false
            : null,
      );
    case "--physdev-is-bridged":
      return always(false);
    default:
      return always(null);
  }
}
