import { addressOf } from "./address.ts";
import { hostNumber, networkNumber, readAttributes, textOf } from "./attributes.ts";

/** A rule that picks the routing table. RTM_NEWRULE; ip-rule(8). */
export interface RoutingRule {
  readonly family: 4 | 6;
  /** The lower is asked first. */
  readonly priority: number;
  readonly action: "lookup" | "goto" | "nop" | "blackhole" | "unreachable" | "prohibit" | "other";
  readonly table: number;
  /** The rule is turned round. */
  readonly isInverted: boolean;
  /** CIDR; `null` for all. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly inputInterface: string | null;
  readonly outputInterface: string | null;
  readonly mark: number | null;
  readonly markMask: number | null;
  readonly protocol: number | null;
  /** First and last. */
  readonly sourcePorts: readonly [number, number] | null;
  readonly destinationPorts: readonly [number, number] | null;
  /** Routes with prefixes no longer than this are passed over. */
  readonly suppressedPrefixLength: number | null;
}

const RULE_OCTETS = 12;
const INVERTED = 0x2;
const UNSET = 0xffff_ffff;
const attribute = {
  destination: 1,
  source: 2,
  inputInterface: 3,
  priority: 6,
  mark: 10,
  suppressedPrefixLength: 14,
  table: 15,
  markMask: 16,
  outputInterface: 17,
  protocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const;
/** FR_ACT_*, linux/fib_rules.h. */
const actions = [
  "other",
  "lookup",
  "goto",
  "nop",
  "other",
  "other",
  "blackhole",
  "unreachable",
  "prohibit",
] as const;

/** Reads the payload of RTM_NEWRULE; `null` where it is no IP rule. */
export function decodeRule(payload: Uint8Array): RoutingRule | null {
  if (payload.length < RULE_OCTETS) return null;
  const [number, destinationLength = 0, sourceLength = 0, , table = 0, , , action = 0] = payload;
  if (number !== 2 && number !== 10) return null;
  const attributes = readAttributes(payload, RULE_OCTETS);
  const prefix = (type: number, length: number): string | null => {
    const address = addressOf(attributes.get(type));
    return address === null ? null : `${address}/${length}`;
  };
  const suppressed = hostNumber(attributes.get(attribute.suppressedPrefixLength)) ?? UNSET;
  return {
    family: number === 2 ? 4 : 6,
    priority: hostNumber(attributes.get(attribute.priority)) ?? 0,
    action: actions[action] ?? "other",
    table: hostNumber(attributes.get(attribute.table)) ?? table,
    isInverted: ((hostNumber(payload.subarray(8, 12)) ?? 0) & INVERTED) !== 0,
    source: prefix(attribute.source, sourceLength),
    destination: prefix(attribute.destination, destinationLength),
    inputInterface: textOf(attributes.get(attribute.inputInterface)),
    outputInterface: textOf(attributes.get(attribute.outputInterface)),
    mark: hostNumber(attributes.get(attribute.mark)),
    markMask: hostNumber(attributes.get(attribute.markMask)),
    protocol: networkNumber(attributes.get(attribute.protocol)),
    sourcePorts: portsOf(attributes.get(attribute.sourcePorts)),
    destinationPorts: portsOf(attributes.get(attribute.destinationPorts)),
    suppressedPrefixLength: suppressed === UNSET ? null : suppressed,
  };
}

/** struct fib_rule_port_range: two numbers of two octets in the host's order. */
function portsOf(value: Uint8Array | undefined): readonly [number, number] | null {
  const [first, last] = [hostNumber(value?.subarray(0, 2)), hostNumber(value?.subarray(2, 4))];
  return first === null || last === null ? null : [first, last];
}
