import type { Evidence } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { listed } from "./look-ups.ts";
import {
  askedDns,
  isHeard,
  isOwnFailure,
  type ResolverRecords,
  resolversOf,
  serverOf,
  unansweredSends,
} from "./resolver-records.ts";

/** A silence once seen may be a loss; the same again is the resolver's. */
const ENOUGH_SENDS = 2;

/** Which of the configured resolvers answer anything at all. Nothing, where the request needed no resolver. */
export const readResolverSilence: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  const { list, config, completeBy } = resolvers;
  // Without the list of all that was asked, what looks silent may only be missing here.
  const strength = completeBy.length > 0 ? "states" : "suggests";
  const udpSilent = list.filter((one) => !isHeard(one) && isRefuted(one));
  const heard = list.filter(isHeard);
  const [first] = list;
  const laterHeard = heard.filter(({ place }) => place > 0);
  const laterSilent = udpSilent.filter(({ place }) => place > 0);
  const isFirstSilent = first !== undefined && udpSilent.includes(first);
  const basis = [config, ...completeBy];
  const recordsOf = ({ udp, tcp, samples }: ResolverRecords): readonly Evidence[] => [
    ...udp,
    ...tcp,
    ...samples,
  ];
  const isEachTriedBothWays = list.every(
    (one) => udpSilent.includes(one) && one.tcp.length > 0 && !one.tcp.some(isAnswered),
  );
  const anyAnswered = [...heard, ...list.filter(({ tcp }) => tcp.some(isAnswered))];
  return [
    ...observe("every-resolver-silent", true, {
      records: isEachTriedBothWays ? [...list.flatMap(recordsOf), ...basis] : [],
      strength,
      slots: { resolvers: listed(list.map(({ server }) => server)), resolver: first?.server ?? "" },
    }),
    ...observe("every-resolver-silent", false, { records: anyAnswered.flatMap(recordsOf) }),
    // Only where another one is heard: all silent is another fault, and one resolver alone is not the first of many.
    ...observe("first-resolver-silent", true, {
      records: isFirstSilent && laterHeard.length > 0 ? [...recordsOf(first), ...basis] : [],
      strength,
      slots: { firstResolver: first?.server ?? "", resolver: first?.server ?? "" },
    }),
    ...observe("first-resolver-silent", false, {
      records: first !== undefined && isHeard(first) ? recordsOf(first) : [],
    }),
    ...observe("later-resolver-silent", true, {
      records:
        laterSilent.length > 0 && heard.length > 0 ? [...laterSilent.flatMap(recordsOf), ...basis] : [],
      strength,
      slots: { laterResolver: listed(laterSilent.map(({ server }) => server)) },
    }),
    ...observe("later-resolver-answers", true, { records: laterHeard.flatMap(recordsOf) }),
    ...ownLimits(list),
  ];
};

const isAnswered = ({ value }: Evidence<"dns-exchange">) => value.outcome === "answered";

/** Silent often enough, and not for a reason of this host's own. */
const isRefuted = (one: ResolverRecords): boolean =>
  unansweredSends(one) >= ENOUGH_SENDS && !one.udp.some(isOwnFailure);

/** Errors of connect(2) and sendto(2) that never left this host. udp(7), ip(7). */
function ownLimits(list: readonly ResolverRecords[]) {
  const failing = (...codes: readonly string[]) =>
    list.flatMap(({ udp }) => udp).filter(({ value }) => codes.includes(value.errno ?? ""));
  const unrouted = failing("ENETUNREACH", "ENETDOWN");
  const denied = failing("EPERM", "EACCES");
  return [
    ...observe("resolver-without-route", true, {
      records: unrouted,
      slots: { unroutedResolver: serverOf(unrouted[0]) },
    }),
    ...observe("resolver-query-denied-here", true, {
      records: denied,
      slots: { deniedResolver: serverOf(denied[0]) },
    }),
  ];
}
