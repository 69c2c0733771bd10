import { isIP } from "node:net";
import { type Answer, every, not } from "../answer.ts";
import type { FlowSeen } from "../network-policies.ts";
import type { Ruling } from "../outcome.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "../raw.ts";
import { podOf, portOwner } from "../world.ts";
import { endOf, matchesEntity, type RuleSeen } from "./entity.ts";

const UNREADABLE: Answer = { why: "a rule of no known form" };

const known = new Set([
  ...["action", "metadata", "ipVersion", "protocol", "notProtocol", "icmp", "notICMP", "http"],
  ...["source", "destination"],
]);

const actions = new Map<unknown, Ruling["action"]>([
  ["Allow", "allow"],
  ["Deny", "deny"],
  ["Pass", "next"],
  ["Log", "log"],
]);

/** What a rule does with what it matches. projectcalico.org/v3, Rule. */
export const actionOf = (rule: unknown): Ruling["action"] => actions.get(rawObject(rule)["action"]) ?? null;

/** Whether a rule matches a flow: both ends, whichever of them is the guarded Pod. A Service's address is translated before. */
export function matchesRule(rule: unknown, seen: RuleSeen, namespace: string | null): Answer {
  if (!isObject(rule) || Object.keys(rule).some((key) => !known.has(key))) return UNREADABLE;
  const { ipVersion, protocol, notProtocol, icmp, notICMP, http, source, destination } = rawObject(rule);
  const { flow, world } = seen;
  const port = { port: flow.port, protocol: flow.protocol, pod: portOwner(world, flow) };
  const own = { pod: flow.pod, address: ownAddress(seen) };
  const peer = { pod: flow.peer.pod, address: seen.address };
  const [from, to] = flow.direction === "ingress" ? [peer, own] : [own, peer];
  return every([
    isGiven(protocol) ? isOfProtocol(protocol, flow.protocol) : hasNoPorts(source, destination),
    isGiven(notProtocol) ? not(isOfProtocol(notProtocol, flow.protocol)) : true,
    isGiven(ipVersion) ? isOfFamily(ipVersion, seen) : true,
    matchesEntity(source, endOf(seen, { ...from, port: null }), seen, namespace),
    matchesEntity(destination, endOf(seen, { ...to, port }), seen, namespace),
    isGiven(icmp) || isGiven(notICMP) ? { why: "a rule for ICMP" } : true,
    isGiven(http) ? { why: "a rule by HTTP" } : true,
  ]);
}

/** The guarded Pod's own address, of the family of the other's. */
function ownAddress({ flow, world, address }: FlowSeen): string | null {
  const pod = podOf(world, flow.pod);
  if ("why" in pod) return null;
  const { podIP, podIPs } = rawObject(rawObject(pod.object)["status"]);
  const own = [podIP, ...rawList(podIPs).map((one) => rawObject(one)["ip"])].flatMap(
    (one) => rawText(one) ?? [],
  );
  return own.find((one) => address === null || isIP(one) === isIP(address)) ?? null;
}

const names: Readonly<Record<string, string>> = { "6": "TCP", "17": "UDP" };
const otherNames = new Set(["ICMP", "ICMPV6", "SCTP", "UDPLITE"]);

/** By its name or its number. */
function isOfProtocol(protocol: unknown, of: "TCP" | "UDP"): Answer {
  const text = String(protocol).toUpperCase();
  const name = names[text] ?? text;
  if (name === "TCP" || name === "UDP") return name === of;
  return otherNames.has(name) || /^\d{1,3}$/.test(name) ? false : UNREADABLE;
}

const isOfFamily = (ipVersion: unknown, { address }: FlowSeen): Answer => {
  if (ipVersion !== 4 && ipVersion !== 6) return UNREADABLE;
  return address === null ? { why: "the address that is seen" } : isIP(address) === ipVersion;
};

/** Ports need a protocol. */
const hasNoPorts = (...entities: readonly unknown[]): Answer =>
  entities.every((one) => !isGiven(rawObject(one)["ports"]) && !isGiven(rawObject(one)["notPorts"])) ||
  UNREADABLE;
