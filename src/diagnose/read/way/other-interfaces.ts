import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { cameTo, triesOf } from "../tcp/tries.ts";
import { riseAround } from "./readings.ts";

/** What strangers' packets do to a counter once or twice, they do not do in every one of this many tries. */
const EVERY_TIME = 3;

/**
 * Answers that the client's own packet filter drops since they come in by another interface than the one that the way back to their
 * sender leads by: `fib saddr . iif oif missing drop`, the reverse path filter of nft(8), or a rule of that interface.
 *
 * Its rules pass the answers by the usual interface, packets came in by the other one, and for each SYN that was sent one that came in
 * was dropped: then that is where they come in.
 */
export const readOtherInterfaces: Reader = (evidence, request) => {
  const { client } = request;
  const firewalls = ofKind(evidence, "firewall").filter(({ vantage }) => vantage === client);
  // A rule that stops them by the usual interface as well is a filter, whichever way they take.
  if (firewalls.length === 0 || firewalls.some(({ value }) => value.passes.back !== true)) return [];
  const counted = triesOf(evidence, request)
    .filter(cameTo("timed-out"))
    .filter(({ value }) => (value.counted?.droppedArrivals ?? null) !== null);
  // Each SYN has its answer, and each that is sent again one more.
  const dropping = counted.filter(
    ({ value }) => (value.counted?.droppedArrivals ?? 0) >= 1 + (value.counted?.synRetransmissions ?? 0),
  );
  if (dropping.length === 0 || dropping.length < counted.length) return [];
  const stops = firewalls.flatMap((firewall) =>
    (firewall.value.byOtherInterfaces ?? []).map((stop) => ({ firewall, ...stop })),
  );
  // Of several interfaces it is the one by which packets came in.
  const likely = stops
    .map((stop) => ({ ...stop, arrivals: arrivalsOn(evidence, client, stop.device) }))
    .filter(({ arrivals }) => arrivals === null || arrivals.by >= dropping.length)
    .toSorted((a, b) => (b.arrivals?.by ?? 0) - (a.arrivals?.by ?? 0))
    .slice(0, 1);
  return likely.flatMap(({ firewall, device, match, arrivals }): readonly Observation[] =>
    observe("reverse-path-dropped", true, {
      records: [firewall, ...dropping, ...(arrivals?.records ?? [])],
      at: client,
      strength: arrivals !== null && dropping.length >= EVERY_TIME ? "states" : "suggests",
      slots: { router: client, device, rule: match.rule.replace(/[{};]/g, "") },
    }),
  );
};

/** How many packets came in by an interface, between the first reading and the last. */
const arrivalsOn = (evidence: readonly Evidence[], at: string, device: string) =>
  riseAround(
    ofKind(evidence, "interface-counters").filter(({ vantage }) => vantage === at),
    ({ value }) => value.interfaces.find(({ name }) => name === device)?.received.packets ?? 0,
  );
