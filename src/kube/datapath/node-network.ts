import { familyOf } from "../../base/index.ts";
import { type NodeNetwork, type Recorder, startOf } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { type Link, mtusOf, parseLinks, podLinks, rangesSeen } from "./links.ts";
import { type NodeRules, parseJson, readRules } from "./node-rules.ts";
import { overlayOf } from "./overlay.ts";
import { type OtherNode, podRoutes } from "./pod-routes.ts";
import { type NodeContext, type NodeLook, print, takeDownGap } from "./print.ts";
import { type Family, holds, oneOf, type Range, rangeOf, rangesOf } from "./range.ts";
import { hasUsualRules, parseRoutes, type Route, routeTo } from "./routes.ts";
import { dropOf, sourceOf } from "./walk.ts";

/** Which node is looked at, and what is known of it and of the others. Of both families one is looked at. */
export interface NodeAsked {
  readonly node: string | null;
  /** The family of the packets. */
  readonly family: Family;
  /** The ranges that its Pods have their addresses from. */
  readonly own: readonly string[];
  /** Addresses of Pods that are on it now; left out where they are not known. */
  readonly ownPods?: readonly string[];
  readonly others: readonly OtherNode[];
  /** An address outside the cluster that its Pods ask; left out for any public one. */
  readonly outside?: string;
}

/** Stands for any public address. */
const PUBLIC = { 4: "9.9.9.9", 6: "2620:fe::9" } as const;

/** Reads what a node does with the packets of Pods, and takes it down; `null`, with a gap, where its interfaces cannot be read. */
export async function readNodeNetwork(
  vantage: Vantage,
  asked: NodeAsked,
  recorder: Recorder,
  { clock, signal }: NodeContext,
): Promise<NodeNetwork | null> {
  const { family } = asked;
  const look: NodeLook = { vantage, recorder, signal };
  const { observedAt, ticks } = startOf(clock);
  const [addresses, routed, ruled, rules] = await Promise.all([
    print(look, ["ip", "-d", "-j", "address", "show"]),
    print(look, ["ip", `-${family}`, "-j", "route", "show", "table", "all"]),
    print(look, ["ip", `-${family}`, "-j", "rule", "show"]),
    readRules(look, family),
  ]);
  const failed = [addresses, routed].find(({ outcome }) => outcome !== "printed");
  if (addresses.outcome !== "printed" || routed.outcome !== "printed") {
    const what = { boundary: "cni", needs: "interfaces and routes of the node", tool: "ip" } as const;
    if (failed !== undefined && failed.outcome !== "printed") takeDownGap(look, what, failed.outcome);
    return null;
  }
  const links = parseLinks(parseJson(addresses.text));
  const routes = parseRoutes(parseJson(routed.text), family);
  const isUsual = ruled.outcome === "printed" && hasUsualRules(parseJson(ruled.text));
  const ofFamily = (texts: readonly string[]) => texts.filter((text) => rangeOf(text)?.family === family);
  const told = ofFamily(asked.own);
  const ranges = told.length > 0 ? told : rangesSeen(links, routes, ofFamily(asked.ownPods ?? []));
  const own = { ...asked, own: ranges };
  const seen = lookOf(own, links, routes);
  const value: NodeNetwork = {
    node: asked.node,
    family,
    forwards: await forwards(vantage, family, [...seen.gates, ...seen.wayOut]),
    forwardDropped: droppedBy(rules, own, seen),
    // Rules of policy routing choose by more than the destination: what they come to is not told.
    routes: isUsual && seen.keepsToRanges ? podRoutes(routes, asked.others, family) : [],
    podMtus: mtusOf(seen.pods),
    overlay: overlayOf(links, seen.towardsPods, seen.towardsNodes),
    sources: sourcesOf(rules, own, seen),
  };
  recorder.record("node-network", value, {
    boundary: "cni",
    by: "observed",
    purpose: "context",
    observedAt,
    took: clock.ticks() - ticks,
    command: `ip -d address; ip -${family} route show table all; sysctl ${switchOf[family]}; nft list ruleset`,
  });
  return value;
}

/** What interfaces and routes tell together. */
interface Seen {
  readonly pods: readonly Link[];
  /** Devices by which Pods' packets come in: a bridge, or the interfaces themselves. */
  readonly gates: readonly string[];
  readonly towardsPods: readonly string[];
  readonly towardsNodes: string | null;
  readonly wayOut: readonly string[];
  readonly own: readonly Range[];
  /** Pods have the addresses of the node's ranges, as far as can be seen. */
  readonly keepsToRanges: boolean;
}

function lookOf(
  { own, ownPods, others, outside, family }: NodeAsked,
  links: readonly Link[],
  routes: readonly Route[],
): Seen {
  const ranges = [...rangesOf(own, family), ...rangesOf(ownPods ?? [], family)];
  const pods = podLinks(links, routes, ranges);
  const deviceTo = (text: string): readonly string[] => {
    const range = rangeOf(text);
    const device = range === null ? null : routeTo(routes, oneOf(range))?.device;
    return device == null ? [] : [device];
  };
  const towards = podRoutes(routes, others, family).flatMap(({ device }) => device ?? []);
  const isHere = (range: Range) => rangesOf(own, family).some((one) => holds(one, range) === true);
  return {
    pods,
    gates: [...new Set(pods.map(({ name, master }) => master ?? name))],
    towardsPods: [...new Set(towards)],
    towardsNodes:
      others
        .flatMap(({ addresses }) => addresses.filter((one) => familyOf(one) === family).slice(0, 1))
        .flatMap(deviceTo)[0] ?? null,
    wayOut: deviceTo(outside ?? PUBLIC[family]),
    own: ranges,
    keepsToRanges:
      others.some(({ podAddresses }) => (podAddresses ?? []).length > 0) ||
      routes.some(({ to }) => to.bits > 0 && isHere(to)) ||
      links.some(({ addresses }) => addresses.some(isHere)),
  };
}

/** Interfaces whose own switch is read: bridges and ways out are few, interfaces of Pods many and alike. */
const MOST_SWITCHES = 4;

/** The switch of a whole network namespace. Kernel documentation, ip-sysctl. */
const switchOf = { 4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.all.forwarding" } as const;

/** Of IPv4 both switches have to be on, for each interface has one of its own; of IPv6 the whole one alone decides. Kernel documentation, ip-sysctl. */
async function forwards(
  vantage: Vantage,
  family: Family,
  devices: readonly string[],
): Promise<boolean | null> {
  const whole = await vantage.read(`/proc/sys/${switchOf[family].replaceAll(".", "/")}`);
  if (whole.outcome !== "read") return null;
  if (family === 6) return whole.text.trim() !== "0";
  const named = devices.filter((device) => /^[\w.-]+$/.test(device) && !/^\.+$/.test(device));
  const each = await Promise.all(
    named
      .slice(0, MOST_SWITCHES)
      .map((device) => vantage.read(`/proc/sys/net/ipv4/conf/${device}/forwarding`)),
  );
  const off = each.some((read) => read.outcome === "read" && read.text.trim() === "0");
  return whole.text.trim() !== "0" && !off;
}

/** What drops packets between this node's Pods and others', one way or the other; to the outside where there is no other node. */
function droppedBy({ chains }: NodeRules, { others, family }: NodeAsked, seen: Seen): string | null {
  const [own] = seen.own;
  if (own === undefined) return null;
  const far = others.flatMap(({ podRanges, podAddresses }) =>
    rangesOf([...podRanges, ...(podAddresses ?? [])], family),
  );
  const [first = rangeOf(PUBLIC[family])] = far;
  if (first === null) return null;
  const by = far.length === 0 ? seen.wayOut : seen.towardsPods;
  return (
    dropOf(chains, { source: own, destination: first, from: seen.gates, by }) ??
    dropOf(chains, { source: first, destination: own, from: by, by: seen.gates })
  );
}

function sourcesOf({ chains, isWhole }: NodeRules, asked: NodeAsked, seen: Seen): NodeNetwork["sources"] {
  const destination = rangeOf(asked.outside ?? PUBLIC[asked.family]);
  const pods = rangesOf(asked.ownPods ?? [], asked.family);
  return asked.own.flatMap((text) => {
    const range = rangeOf(text);
    if (range === null || destination === null) return [];
    const way = { destination, from: seen.gates, by: seen.wayOut };
    const whole = sourceOf(chains, { ...way, source: range });
    // Rules for single Pods say nothing of a range: what they come to alike for those that are there does.
    const each = pods
      .filter((pod) => holds(range, pod) === true)
      .map((pod) => sourceOf(chains, { ...way, source: pod }));
    const [first] = each;
    const isAlike = first !== undefined && each.every(({ outcome }) => outcome === first.outcome);
    const found = whole.outcome === "unknown" && isAlike ? first : whole;
    // Rules that were not read may masquerade as well.
    const isOpen = found.outcome === "kept" && !isWhole;
    return [{ range: text, ...(isOpen ? { outcome: "unknown" as const, rule: null } : found) }];
  });
}
