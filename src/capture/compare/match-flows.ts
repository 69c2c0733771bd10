import { Chains } from "./chains.ts";
import { agree, ContentIndex } from "./content.ts";
import { haveSameKey } from "./flow-ends.ts";
import { type FlowRows, fact, KEY } from "./flow-rows.ts";
import { finished, mixed } from "./payload-hash.ts";
import type { Traffic } from "./traffic.ts";

/** One flow, found in both captures. */
export interface FlowMatch {
  readonly first: number;
  readonly second: number;
  /** Direction d of the first is direction d ^ flip of the second. */
  readonly flip: 0 | 1;
  readonly by: "addresses" | "sequence-numbers" | "content";
}

/** Both captures' flows of one protocol. */
export interface TwoTraffics {
  readonly first: Traffic;
  readonly second: Traffic;
  readonly protocol: "tcp" | "udp";
}

/** Flows with one key that are looked at: ports that were used again. */
const MOST_CANDIDATES = 64;
/** Half of the range of sequence numbers at most: the same stream, at another time. */
const NEAR = 2 ** 30;
const ISN = [fact.isn0, fact.isn1] as const;

/** Finds the flows that both captures have: by addresses and ports, else by initial sequence numbers, else by what the packets carry. */
export function matchFlows(both: TwoTraffics): readonly FlowMatch[] {
  const { first, second, protocol } = both;
  const isTaken = new Uint8Array(second.flows.count);
  const matches: FlowMatch[] = [];
  const rest: number[] = [];
  const byKey = new Chains(second.flows.count);
  for (let flow = second.flows.count - 1; flow >= 0; flow -= 1) byKey.add(keyHash(second.flows, flow), flow);
  for (let flow = 0; flow < first.flows.count; flow += 1) {
    const found = ofSameKey(both, { flow, byKey, isTaken });
    if (found === null) rest.push(flow);
    else {
      isTaken[found.second] = 1;
      matches.push(found);
    }
  }
  const left: number[] = [];
  const byIsn = protocol === "udp" || rest.length === 0 ? null : isnIndex(second.flows, isTaken);
  for (const flow of rest) {
    const other = byIsn === null ? -1 : ofSameIsn(both, { flow, byIsn, isTaken });
    if (other < 0) left.push(flow);
    else {
      isTaken[other] = 1;
      const flip = first.flows.clientDirection(flow) === second.flows.clientDirection(other) ? 0 : 1;
      matches.push({ first: flow, second: other, flip, by: "sequence-numbers" });
    }
  }
  if (left.length === 0 || matches.length === second.flows.count) return matches;
  const content = new ContentIndex(second, protocol, (flow) => isTaken[flow] === 0);
  for (const flow of left) {
    const found = content.find(first, flow);
    if (found === null || isTaken[found.flow] === 1) continue;
    isTaken[found.flow] = 1;
    matches.push({ first: flow, second: found.flow, flip: found.flip, by: "content" });
  }
  return matches;
}

function ofSameKey(
  both: TwoTraffics,
  { flow, byKey, isTaken }: { readonly flow: number; readonly byKey: Chains; readonly isTaken: Uint8Array },
): FlowMatch | null {
  const { first, second, protocol } = both;
  let [tried, best, how] = [0, -1, 0];
  for (
    let other = byKey.first(keyHash(first.flows, flow));
    other >= 0 && tried < MOST_CANDIDATES;
    other = byKey.after(other)
  ) {
    if (isTaken[other] === 1 || !haveSameKey(first.flows, flow, second.flows, other)) continue;
    tried += 1;
    const likeness = protocol === "udp" ? 3 : likenessOf(both, flow, other);
    if (likeness > how) [best, how] = [other, likeness];
    if (how === 3) break;
  }
  if (best < 0) return null;
  return { first: flow, second: best, flip: 0, by: how === 1 ? "content" : "addresses" };
}

/**
 * 3: the same connection by its initial sequence numbers. 2: in the middle of the same numbers, where a beginning is missing. 1: other
 * numbers with the same contents, times and identifications: a device writes the numbers anew. 0: another connection of the same ports,
 * or one that a device ends and begins again.
 */
function likenessOf(both: TwoTraffics, flow: number, other: number): 0 | 1 | 2 | 3 {
  const { first, second } = both;
  let [same, different, near] = [0, 0, 0];
  for (const direction of [0, 1] as const) {
    const [one, two] = [flow * 2 + direction, other * 2 + direction];
    const areKnown =
      ((first.flows.facts[flow] ?? 0) & (second.flows.facts[other] ?? 0) & ISN[direction]) !== 0;
    if (areKnown) {
      if (first.flows.isn[one] === second.flows.isn[two]) same += 1;
      else different += 1;
      continue;
    }
    const [row, otherRow] = [first.rowsOf(one)[0], second.rowsOf(two)[0]];
    if (row === undefined || otherRow === undefined) continue;
    const apart = ((first.prints.sequence[row] ?? 0) - (second.prints.sequence[otherRow] ?? 0)) | 0;
    if (Math.abs(apart) < NEAR) near += 1;
    else different += 1;
  }
  if (different === 0) return same > 0 ? 3 : near > 0 ? 2 : 0;
  return agree(both, { first: flow, second: other, flip: 0 }) ? 1 : 0;
}

function isnIndex(flows: FlowRows, isTaken: Uint8Array): Chains {
  const chains = new Chains(flows.count);
  for (let flow = flows.count - 1; flow >= 0; flow -= 1) {
    const client = flows.clientDirection(flow);
    if (isTaken[flow] === 1 || ((flows.facts[flow] ?? 0) & ISN[client]) === 0) continue;
    chains.add(finished(flows.isn[flow * 2 + client] ?? 0), flow);
  }
  return chains;
}

/** The flow whose client began with the same number, and whose server did too, or whose SYN says the same. */
function ofSameIsn(
  both: TwoTraffics,
  { flow, byIsn, isTaken }: { readonly flow: number; readonly byIsn: Chains; readonly isTaken: Uint8Array },
): number {
  const { first, second } = both;
  const client = first.flows.clientDirection(flow);
  const facts = first.flows.facts[flow] ?? 0;
  if ((facts & ISN[client]) === 0) return -1;
  const isn = first.flows.isn[flow * 2 + client] ?? 0;
  let tried = 0;
  for (
    let other = byIsn.first(finished(isn));
    other >= 0 && tried < MOST_CANDIDATES;
    other = byIsn.after(other)
  ) {
    const otherClient = second.flows.clientDirection(other);
    if (isTaken[other] === 1 || second.flows.isn[other * 2 + otherClient] !== isn) continue;
    tried += 1;
    const [server, otherServer] = [client ^ 1, otherClient ^ 1] as const;
    const answered = ISN[server === 0 ? 0 : 1];
    const otherAnswered = ISN[otherServer === 0 ? 0 : 1];
    if ((facts & answered) !== 0 && ((second.flows.facts[other] ?? 0) & otherAnswered) !== 0) {
      if (first.flows.isn[flow * 2 + server] === second.flows.isn[other * 2 + otherServer]) return other;
    }
    if (agree(both, { first: flow, second: other, flip: client === otherClient ? 0 : 1 })) return other;
  }
  return -1;
}

function keyHash({ keys }: FlowRows, flow: number): number {
  let hash = 0;
  for (let word = 0; word < KEY; word += 1) hash = mixed(hash, keys[flow * KEY + word] ?? 0);
  return finished(hash);
}
