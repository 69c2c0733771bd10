import { isPrivateAddress, type Ms } from "../base/index.ts";
import type { PathHop } from "../evidence/index.ts";
import { isFromDestination, type PathTransport, type SentProbe } from "./path-probes.ts";
import { hopsBack } from "./path-shape.ts";

/** What a run's probes show of each distance up to the last that anything came from. */
export function hopsOf(
  probes: readonly SentProbe[],
  { destination, end, seesQuotes, protocol }: HopsAsked,
): readonly PathHop[] {
  const byTtl = new Map<number, SentProbe[]>();
  for (const probe of probes) {
    if (!counts(probe, end, protocol)) continue;
    // What was sent farther than the destination lies was for the destination.
    const ttl = end === null ? probe.ttl : Math.min(probe.ttl, end);
    const group = byTtl.get(ttl);
    if (group === undefined) byTtl.set(ttl, [probe]);
    else group.push(probe);
  }
  // Where a quick row was not answered whole by the destination, the slow probes alone tell what is lost.
  const atEnd = end === null ? undefined : byTtl.get(end);
  if (end !== null && atEnd !== undefined && protocol !== "udp") {
    const slow = atEnd.filter(({ isQuick }) => !isQuick);
    const quick = atEnd.filter(({ answer, provesLoss }) => answer !== null || !provesLoss);
    byTtl.set(end, slow.length > 0 ? slow : quick);
  }
  const last = Math.max(
    0,
    ...[...byTtl].filter(([, group]) => group.some(({ answer }) => answer !== null)).map(([ttl]) => ttl),
  );
  const hops: PathHop[] = [];
  for (let ttl = 1; ttl <= last; ttl += 1) {
    hops.push(hopOf(ttl, byTtl.get(ttl) ?? [], { destination, seesQuotes }));
  }
  return hops.map((hop, index) => ({
    ...hop,
    isRateLimited: isLimited(hop, hops.slice(index + 1), byTtl.get(hop.ttl) ?? []),
  }));
}

/** Whether a probe says something of its distance: what is still on its way, or was no request of its own there, does not. */
function counts(probe: SentProbe, end: number | null, protocol: PathTransport["protocol"]): boolean {
  if (probe.answer !== null) return true;
  if (probe.isWaiting) return false;
  const isThere = end !== null && probe.ttl >= end;
  return !isThere || probe.provesLoss || protocol === "udp";
}

/** What else is needed to tell hops from probes. */
export interface HopsAsked {
  readonly destination: string;
  /** TTL at which the destination answered, or a router ended the path; `null` where neither is known. */
  readonly end: number | null;
  readonly seesQuotes: boolean;
  readonly protocol: PathTransport["protocol"];
}

function hopOf(
  ttl: number,
  probes: readonly SentProbe[],
  { destination, seesQuotes }: Pick<HopsAsked, "destination" | "seesQuotes">,
): PathHop {
  const answers = probes.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  const addresses = tally(answers.map(({ address }) => address));
  const expired = probes.find(({ answer, quote }) => answer?.said === "ttl-exceeded" && quote !== null);
  const quotes = probes.flatMap(({ quote }) => (quote === null ? [] : [quote]));
  const returnTtl = answers.find((answer) => answer.returnTtl !== null)?.returnTtl ?? null;
  const fromDestination = answers.filter((answer) => isFromDestination(answer, destination));
  const mtus = answers.flatMap(({ mtu }) => (mtu === null ? [] : [mtu]));
  return {
    ttl,
    addresses: addresses.map(([address, count]) => ({
      address,
      count,
      isPrivate: isPrivateAddress(address),
    })),
    sent: probes.length,
    answered: answers.length,
    rtt: rttOf(probes),
    said: Object.fromEntries(tally(answers.map(({ said }) => said))),
    mtu: mtus.length === 0 ? null : Math.min(...mtus),
    returnTtl,
    returnHops: returnTtl === null ? null : hopsBack(returnTtl),
    isRateLimited: false,
    isDestination: fromDestination.length > 0,
    rewritten: seesQuotes ? [...new Set(quotes.flatMap((quote) => quote.rewritten))] : null,
    quotedTtl: expired?.quote?.ttl ?? null,
    mplsLabels: quotes.find(({ mplsLabels }) => mplsLabels.length > 0)?.mplsLabels ?? [],
  };
}

/** Each word with its count, the most frequent first. */
function tally(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

/** Round trips in the order in which the probes went out. */
function rttOf(probes: readonly SentProbe[]): PathHop["rtt"] {
  // A wall clock that was set meanwhile gives no round trip.
  const trips = probes
    .flatMap(({ answer, sentAt }) => (answer === null ? [] : [answer.at - sentAt]))
    .filter((trip) => trip >= 0);
  const last = trips.at(-1);
  if (last === undefined) return null;
  const sorted = trips.toSorted((a, b) => a - b);
  const mean = sum(trips) / trips.length;
  const steps = trips.slice(1).map((trip, index) => Math.abs(trip - (trips[index] ?? trip)));
  return {
    best: sorted[0] ?? last,
    median: medianOf(sorted),
    worst: sorted.at(-1) ?? last,
    mean,
    last,
    deviation: Math.sqrt(sum(trips.map((trip) => (trip - mean) ** 2)) / trips.length),
    jitter: steps.length === 0 ? 0 : sum(steps) / steps.length,
  };
}

const sum = (values: readonly Ms[]): Ms => values.reduce((total, value) => total + value, 0);

function medianOf(sorted: readonly Ms[]): Ms {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}

/** Fewer answers than probes, while what lies behind answers more of them, or while all of the slow ones are answered. */
function isLimited(hop: PathHop, later: readonly PathHop[], probes: readonly SentProbe[]): boolean {
  if (hop.answered === 0 || hop.answered === hop.sent) return false;
  const share = hop.answered / hop.sent;
  if (later.some(({ answered, sent }) => answered / sent > share)) return true;
  const slow = probes.filter(({ isQuick }) => !isQuick);
  const answersSlow = slow.length > 0 && slow.every(({ answer }) => answer !== null);
  // Errors are rate-limited by every system, at the destination too. RFC 1812, section 4.3.2.8; RFC 4443, section 2.4 (f).
  return answersSlow && (!hop.isDestination || Object.hasOwn(hop.said, "port-unreachable"));
}
