import type { Evidence } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bareName } from "./look-ups.ts";
import { askedDns, isHeard, type ResolverRecords, resolversOf, unansweredSends } from "./resolver-records.ts";

type Exchange = Evidence<"dns-exchange">;

/** A silence once seen may be a loss; the same again is not. */
const ENOUGH_SENDS = 2;

/** The name of the small question: every resolver has the answer at hand. RFC 6761, section 6.3. */
const SMALL_NAME = "localhost";

/** An answer below this is not large: it fits the least packet that any link carries. RFC 791, section 3.1, less headers. */
const LARGE_OCTETS = 256;

/** What a resolver may send over UDP to a client without EDNS. RFC 1035, section 2.3.4. */
const PLAIN_UDP_OCTETS = 512;

/** Over which transport, and up to which size, the resolvers' answers come through. */
export const readResolverTransport: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  const strength = resolvers.completeBy.length > 0 ? "states" : "suggests";
  const basis = [resolvers.config, ...resolvers.completeBy];
  const tcpOnly = resolvers.list.filter(
    (one) => !isHeard(one) && unansweredSends(one) >= ENOUGH_SENDS && one.tcp.some(isAnswered),
  );
  const silent = resolvers.list.filter((one) => !isHeard(one));
  const deadBothWays = silent.filter(({ tcp }) => tcp.length > 0 && !tcp.some(isAnswered));
  // Each resolver is either heard over UDP or silent over both: no transport makes the difference.
  const heard = silent.length === 0 ? resolvers.list.flatMap(({ udp }) => udp.filter(isAnswered)) : [];
  const small = resolvers.list.flatMap(({ udp }) =>
    udp.filter(({ value, purpose }) => bareName(value.name) === SMALL_NAME && purpose === "difference"),
  );
  const large = resolvers.list.flatMap((one) => lostLarge(one) ?? []);
  const first = large[0];
  return [
    ...observe("tcp-answers-where-udp-is-silent", true, {
      records: tcpOnly.length > 0 ? [...tcpOnly.flatMap(({ udp, tcp }) => [...udp, ...tcp]), ...basis] : [],
      strength,
      slots: { tcpResolver: tcpOnly[0]?.server ?? "", resolver: tcpOnly[0]?.server ?? "" },
    }),
    ...observe("tcp-answers-where-udp-is-silent", false, {
      records:
        tcpOnly.length === 0 ? [...deadBothWays.flatMap(({ udp, tcp }) => [...udp, ...tcp]), ...heard] : [],
      strength: deadBothWays.length > 0 ? strength : "states",
    }),
    ...observe("small-answer-passes", true, { records: small.filter(isAnswered) }),
    ...observe("small-answer-passes", false, {
      records: small.some(isAnswered) ? [] : small.filter(isLost),
      strength,
    }),
    ...observe("large-answers-lost", false, {
      records: large.length === 0 ? wholeAnswers(resolvers.list) : [],
    }),
    ...observe("large-answers-lost", true, {
      records: large.length > 0 ? [...large.flatMap(({ records }) => records), ...basis] : [],
      strength,
      slots: {
        largeOctets: first?.largeOctets ?? "",
        smallOctets: String(first?.smallOctets ?? ""),
        resolver: first?.server ?? "",
      },
    }),
  ];
};

const isAnswered = ({ value }: Exchange) => value.outcome === "answered";
const isLost = ({ value }: Exchange) => value.outcome === "timed-out" || value.outcome === "unreachable";

/** Whole answers over UDP to each question that the request asked; empty where one of them has none. */
function wholeAnswers(list: readonly ResolverRecords[]): readonly Exchange[] {
  const udp = list.flatMap((one) => one.udp);
  const asked = udp.filter(({ purpose }) => purpose === "reference");
  const whole = asked.map(({ value }) =>
    udp.find(
      (other) =>
        isAnswered(other) &&
        !other.value.truncated &&
        other.value.name === value.name &&
        other.value.type === value.type,
    ),
  );
  const found = whole.flatMap((record) => record ?? []);
  return found.length === asked.length ? found : [];
}

interface LostLarge {
  readonly server: string;
  /** Octets of the answer that does not come, in words. */
  readonly largeOctets: string;
  /** Octets of the largest answer that came over UDP. */
  readonly smallOctets: number;
  readonly records: readonly Exchange[];
}

/**
 * The question of a resolver whose answer is too large to arrive, in one of two ways:
 *
 * - The answer, as TCP gives it, would fit what was offered over UDP, and each such query stays unanswered, while
 *   smaller answers of the same resolver come.
 * - UDP gives a cut answer (TC), as it must, and TCP, which has to bring the rest, gives none. RFC 7766, section 5.
 */
function lostLarge({ server, udp, tcp }: ResolverRecords): LostLarge | null {
  const came = udp.filter(isAnswered);
  const smallOctets = Math.max(0, ...came.map(({ value }) => value.octets));
  for (const whole of tcp.filter(isAnswered)) {
    const { name, type, octets } = whole.value;
    const fitting = udp.filter(
      ({ value }) =>
        bareName(value.name) === bareName(name) &&
        value.type === type &&
        (value.ednsSize ?? PLAIN_UDP_OCTETS) >= octets,
    );
    const lost = fitting.filter(isLost);
    const isEachLost = lost.length === fitting.length && sendsOf(lost) >= ENOUGH_SENDS;
    if (octets >= LARGE_OCTETS && smallOctets > 0 && smallOctets < octets && isEachLost) {
      return { server, largeOctets: String(octets), smallOctets, records: [...lost, whole, ...came] };
    }
  }
  const cut = came.filter(({ value }) => value.truncated);
  const failed = tcp.filter(isLost);
  if (cut.length > 0 && sendsOf(failed) >= ENOUGH_SENDS && !tcp.some(isAnswered)) {
    const offered = Math.max(...cut.map(({ value }) => value.ednsSize ?? PLAIN_UDP_OCTETS));
    return { server, largeOctets: `more than ${offered}`, smallOctets, records: [...cut, ...failed] };
  }
  return null;
}

const sendsOf = (exchanges: readonly Exchange[]) => exchanges.reduce((sum, { value }) => sum + value.sent, 0);
