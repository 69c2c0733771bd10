import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, type Reader } from "../reader.ts";
import { type AddressService, serviceAt } from "./address-service.ts";
import { bareName, listed } from "./look-ups.ts";
import { askedDns, type ResolverRecords, resolversOf } from "./resolver-records.ts";

type Exchange = Evidence<"dns-exchange">;

/** An answer that differs once may be chance; the same again is the resolver's. */
const ENOUGH_ANSWERS = 2;

/** What one resolver says of one name. */
interface Word {
  readonly server: string;
  readonly name: string;
  /** It answers with records at least sometimes. */
  readonly hasAnswer: boolean;
  /** It answered so often, each time without records: denied, failed or refused. */
  readonly isAlwaysWithout: boolean;
  /** The rcode of the last answer. */
  readonly rcode: string;
  readonly addresses: readonly string[];
  readonly records: readonly Exchange[];
}

/**
 * Whether the configured resolvers say the same of the names that the request asked for, as far as it matters: one
 * has records where another has none, or the addresses of one serve and those of another do not. Different
 * addresses that all serve are balancing, and no difference.
 */
export const readResolverAgreement: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  const { list, config, completeBy } = resolvers;
  const strength = completeBy.length > 0 ? "states" : "suggests";
  const surveyed = completeBy.flatMap((record) => (record.kind === "dns-survey" ? [record] : []));
  const asked = new Set(surveyed.flatMap(({ value }) => value.asked.map(bareName)));
  const names = [...new Set(list.flatMap(({ udp }) => udp.map(({ value }) => bareName(value.name))))].filter(
    (name) => asked.size === 0 || asked.has(name),
  );
  const apart = names.flatMap((name) => {
    const words = list.flatMap((one) => wordOf(one, name) ?? []);
    return oneDenies(words) ?? oneMisleads(words, evidence, request) ?? [];
  });
  const [first] = apart;
  const isEachHeard =
    list.length > 0 &&
    names.length > 0 &&
    list.every((one) => names.some((name) => wordOf(one, name) !== null));
  const refusing = list.find(
    ({ udp, tcp }) => udp.length > 0 && [...udp, ...tcp].every(({ value }) => value.rcode === "REFUSED"),
  );
  return [
    ...observe("some-resolver-refuses", true, {
      records: refusing === undefined ? [] : [...refusing.udp, config],
      slots: refusing === undefined ? {} : { refusingResolver: refusing.server, resolver: refusing.server },
    }),
    ...observe("resolvers-answer-apart", true, {
      records: first === undefined ? [] : [...first.records, config, ...completeBy],
      strength,
      slots: first === undefined ? {} : first.slots,
    }),
    ...observe("resolvers-answer-apart", false, {
      records:
        first === undefined && isEachHeard && completeBy.length > 0 && isSettled(list, names)
          ? [...list.flatMap(({ udp }) => udp), config, ...completeBy]
          : [],
    }),
  ];
};

interface Apart {
  readonly records: readonly Evidence[];
  readonly slots: Readonly<Record<string, string>>;
}

function wordOf({ server, udp, tcp }: ResolverRecords, name: string): Word | null {
  const records = [...udp, ...tcp].filter(
    ({ value }) =>
      bareName(value.name) === name &&
      value.outcome === "answered" &&
      !value.checkingDisabled &&
      value.type !== "SOA" &&
      value.type !== "NS",
  );
  const last = records.at(-1);
  if (last === undefined) return null;
  const hasAnswer = records.some(
    ({ value }) => value.rcode === "NOERROR" && (value.answers.length > 0 || value.truncated),
  );
  return {
    server,
    name,
    hasAnswer,
    isAlwaysWithout: !hasAnswer && records.length >= ENOUGH_ANSWERS,
    rcode: last.value.rcode === "NOERROR" ? "no records" : (last.value.rcode ?? "nothing"),
    addresses: [...new Set(records.flatMap(({ value }) => value.addresses))],
    records,
  };
}

/** One has records, another answers and has none. */
function oneDenies(words: readonly Word[]): Apart | null {
  const better = words.find(({ hasAnswer }) => hasAnswer);
  const worse = words.find(({ isAlwaysWithout }) => isAlwaysWithout);
  if (better === undefined || worse === undefined) return null;
  const has = better.addresses.length > 0 ? listed(better.addresses) : "records";
  return {
    records: [...worse.records, ...better.records],
    slots: {
      difference: `${worse.server} says ${worse.rcode} for ${worse.name}, ${better.server} has ${has}`,
      worseResolver: worse.server,
      betterResolver: better.server,
      resolver: worse.server,
    },
  };
}

/** Two have addresses, none in common, and those of one serve while those of the other do not. */
function oneMisleads(
  words: readonly Word[],
  evidence: readonly Evidence[],
  request: ReferenceRequest,
): Apart | null {
  const judged = words
    .filter(({ addresses }) => addresses.length > 0)
    .map((word) => ({
      word,
      services: word.addresses.map((address) => serviceAt(address, evidence, request)),
    }));
  const better = judged.find(({ services }) => services.some(({ serves }) => serves === true));
  const worse = judged.find(
    ({ word, services }) =>
      services.some(isInVain) &&
      services.every(({ serves }) => serves !== true) &&
      better !== undefined &&
      !word.addresses.some((address) => better.word.addresses.includes(address)),
  );
  if (better === undefined || worse === undefined) return null;
  const services = [...worse.services, ...better.services];
  return {
    records: [...worse.word.records, ...better.word.records, ...services.flatMap(({ records }) => records)],
    slots: {
      difference:
        `${worse.word.server} gives ${listed(worse.word.addresses)}, which does not serve, ` +
        `${better.word.server} gives ${listed(better.word.addresses)}, which does`,
      worseResolver: worse.word.server,
      betterResolver: better.word.server,
      resolver: worse.word.server,
    },
  };
}

/** Where a difference failed it was repeated; what the request itself met there, it met. */
const isInVain = ({ serves, failed, records }: AddressService): boolean =>
  serves === false || (failed && records.some(({ purpose }) => purpose === "reference"));

/** Whether the resolvers that answer give the same records, so that no address is left whose service matters. */
function isSettled(list: readonly ResolverRecords[], names: readonly string[]): boolean {
  return names.every((name) => {
    const words = list.flatMap((one) => wordOf(one, name) ?? []);
    const kinds = new Set(words.map(({ hasAnswer }) => hasAnswer));
    const sets = new Set(words.map(({ addresses }) => addresses.toSorted().join(" ")));
    return kinds.size <= 1 && sets.size <= 1;
  });
}
