import type { Json } from "../json.ts";
import type { RuleOption } from "./iptables-words.ts";

/** Stands for a condition that is known, and whose answer neither ruleset nor flow tells. */
export const UNKNOWABLE: Json = { limit: null };
/** Stands for a condition that is not known. */
export const NOT_KNOWN: Json = { match: { op: "==", left: { "?": null }, right: 0 } };

const equal = (left: Json, right: Json, isInverted: boolean, op = "=="): Json => ({
  match: { op: isInverted ? "!=" : op, left, right },
});

const payload = (protocol: string, field: string): Json => ({ payload: { protocol, field } });
const meta = (key: string): Json => ({ meta: { key } });

/** Modules whose conditions depend on the packet's own octets, on time, or on what other programs keep. iptables-extensions(8). */
const unknowableModules = new Set([
  ..."limit hashlimit connlimit statistic quota time string u32 length length2 ttl hl dscp ecn tos owner mac physdev".split(
    " ",
  ),
  ..."socket cgroup bpf set geoip helper realm policy cpu nfacct devgroup connbytes connlabel cluster rateest".split(
    " ",
  ),
  ..."tcpmss osf ipvs ipv6header rt frag hbh dst eui64 mh srh condition psd random".split(" "),
]);

/** Modules that say no more than their protocol, which `-p` says already, and those that say nothing. */
const silentModules = new Set(
  "comment tcp udp udplite icmp icmp6 icmpv6 sctp dccp esp ah multiport conntrack state mark connmark addrtype iprange rpfilter recent pkttype standard".split(
    " ",
  ),
);

/** What a condition of iptables is as an expression of nft; `null` for an option that belongs to the rule's target. */
export function conditionOf(
  option: RuleOption,
  {
    family,
    protocol,
    modules,
  }: { readonly family: 4 | 6; readonly protocol: string; readonly modules: ReadonlySet<string> },
): readonly Json[] | null {
  const { name, values, isInverted } = option;
  const [value = "", second = ""] = values;
  const network = family === 4 ? "ip" : "ip6";
  const state = modules.has("conntrack") || modules.has("state");
  switch (name) {
    case "-A":
    case "--comment":
    case "--fragres":
      return [];
    case "-m":
    case "--match":
      return silentModules.has(value) ? [] : [unknowableModules.has(value) ? UNKNOWABLE : NOT_KNOWN];
    case "-s":
    case "--source":
      return [networkOf(payload(network, "saddr"), value, isInverted)];
    case "-d":
    case "--destination":
      return [networkOf(payload(network, "daddr"), value, isInverted)];
    case "-i":
    case "--in-interface":
      return [equal(meta("iifname"), value.replace(/\+$/, "*"), isInverted)];
    case "-o":
    case "--out-interface":
      return [equal(meta("oifname"), value.replace(/\+$/, "*"), isInverted)];
    case "-p":
    case "--protocol":
      return value === "all" || value === "0" ? [] : [equal(meta("l4proto"), value, isInverted)];
    case "-f":
      return [
        {
          match: { op: isInverted ? "==" : "!=", left: { "&": [payload("ip", "frag-off"), 8191] }, right: 0 },
        },
      ];
    case "--dport":
    case "--destination-port":
      return [equal(payload(protocol, "dport"), rangeOf(value, ":"), isInverted)];
    case "--sport":
    case "--source-port":
      return [equal(payload(protocol, "sport"), rangeOf(value, ":"), isInverted)];
    case "--dports":
      return [equal(payload("th", "dport"), portsOf(value), isInverted)];
    case "--sports":
      return [equal(payload("th", "sport"), portsOf(value), isInverted)];
    case "--tcp-flags":
      return [equal({ "&": [payload("tcp", "flags"), flagsOf(value)] }, flagsOf(second), isInverted)];
    case "--syn":
      return [equal({ "&": [payload("tcp", "flags"), ["fin", "syn", "rst", "ack"]] }, "syn", isInverted)];
    case "--icmp-type":
    case "--icmpv6-type":
      return [equal(payload("icmp", "type"), value, false)];
    case "--state":
    case "--ctstate":
      return state ? [statesOf(value, isInverted)] : null;
    case "--ctdir":
      return [equal({ ct: { key: "direction" } }, value.toLowerCase(), isInverted)];
    case "--ctorigsrc":
      return [networkOf({ ct: { key: "saddr", dir: "original" } }, value, isInverted)];
    case "--ctorigdst":
      return [networkOf({ ct: { key: "daddr", dir: "original" } }, value, isInverted)];
    case "--ctorigdstport":
      return [equal({ ct: { key: "proto-dst", dir: "original" } }, rangeOf(value, ":"), isInverted)];
    case "--ctproto":
      return [equal({ ct: { key: "protocol" } }, Number(value), isInverted)];
    case "--ctstatus":
    case "--ctorigsrcport":
    case "--ctreplsrc":
    case "--ctrepldst":
    case "--ctreplsrcport":
    case "--ctrepldstport":
    case "--ctexpire":
      return [UNKNOWABLE];
    case "--mark":
      return modules.has("mark") || modules.has("connmark")
        ? [markOf(modules.has("connmark") ? { ct: { key: "mark" } } : meta("mark"), value, isInverted)]
        : null;
    case "--dst-type":
      return [equal({ fib: { result: "type", flags: ["daddr"] } }, typesOf(value), isInverted)];
    case "--src-type":
      return [equal({ fib: { result: "type", flags: ["saddr"] } }, typesOf(value), isInverted)];
    case "--limit-iface-in":
    case "--limit-iface-out":
      return [UNKNOWABLE];
    case "--src-range":
      return [equal(payload(network, "saddr"), rangeOf(value, "-"), isInverted)];
    case "--dst-range":
      return [equal(payload(network, "daddr"), rangeOf(value, "-"), isInverted)];
    case "--pkt-type":
    case "--rcheck":
    case "--update":
      return [UNKNOWABLE];
    default:
      return null;
  }
}

/** iptables-extensions(8), "rpfilter": without an option it takes what would be answered by the same interface. */
export const reversePath = (options: readonly RuleOption[]): Json => {
  const has = (name: string) => options.some((option) => option.name === name);
  if (has("--loose") || has("--accept-local")) return UNKNOWABLE;
  const left = { fib: { result: "oif", flags: ["saddr", "iif"] } };
  return { match: { op: "==", left, right: !has("--invert") } };
};

function networkOf(left: Json, text: string, isInverted: boolean): Json {
  const [addr = "", mask] = text.split("/");
  if (mask === undefined) return equal(left, addr, isInverted);
  if (/^\d{1,3}$/.test(mask)) return equal(left, { prefix: { addr, len: Number(mask) } }, isInverted);
  return NOT_KNOWN;
}

const rangeOf = (text: string, separator: string): Json => {
  const [low = "", high] = text.split(separator);
  return high === undefined ? low : { range: [low === "" ? "0" : low, high === "" ? "65535" : high] };
};

const portsOf = (text: string): Json => ({ set: text.split(",").map((one) => rangeOf(one, ":")) });
const flagsOf = (text: string): Json =>
  text === "NONE"
    ? 0
    : text === "ALL"
      ? ["fin", "syn", "rst", "psh", "ack", "urg"]
      : text.toLowerCase().split(",");
const typesOf = (text: string): Json => ({ set: text.toLowerCase().split(",") });

/** Translation counts as a state for iptables: xt_conntrack(8) takes a packet for any one of those that are named. */
const statesOf = (text: string, isInverted: boolean): Json => ({
  match: {
    op: isInverted ? "!" : "in",
    left: { ct: { key: /snat|dnat/i.test(text) ? "state or translation" : "state" } },
    right: text.toLowerCase().split(","),
  },
});

function markOf(left: Json, text: string, isInverted: boolean): Json {
  const [value = "", mask] = text.split("/");
  const [of, by] = [Number(value), mask === undefined ? 0xffff_ffff : Number(mask)];
  if (!Number.isInteger(of) || !Number.isInteger(by)) return NOT_KNOWN;
  return equal({ "&": [left, by] }, of, isInverted);
}
