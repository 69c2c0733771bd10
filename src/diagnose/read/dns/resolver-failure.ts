import type { Evidence } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { extendedErrorOf } from "./extended-error.ts";
import { bareName } from "./look-ups.ts";
import { askedDns, isHeard, type ResolverRecords, resolversOf } from "./resolver-records.ts";

type Exchange = Evidence<"dns-exchange">;

/** A silence once seen may be a loss; the same again is not. */
const ENOUGH_SENDS = 2;

/**
 * Whether a resolver that is there has nothing to say of the name that was looked up: SERVFAIL, or silence over both
 * transports to this name alone. A resolver that waits for dead authorities often outlasts its client.
 */
export const readResolverFailure: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  const strength = resolvers.completeBy.length > 0 ? "states" : "suggests";
  const failing = resolvers.list.flatMap((one) => failureOf(one) ?? []);
  const [first] = failing;
  const usable = resolvers.list.flatMap(({ udp, tcp }) =>
    [...udp, ...tcp].filter((record) => record.purpose === "reference" && isUsable(record)),
  );
  return [
    ...observe("resolver-fails-this-name", false, { records: failing.length === 0 ? usable : [] }),
    // Nobody there to fail.
    ...observe("resolver-fails-this-name", false, {
      records: resolvers.list.some(isHeard) ? [] : resolvers.list.flatMap(({ udp }) => udp),
      strength,
    }),
    ...observe("resolver-fails-this-name", true, {
      records: failing.length > 0 ? [...failing.flatMap(({ records }) => records), resolvers.config] : [],
      strength,
      slots: first === undefined ? {} : first.slots,
    }),
  ];
};

function failureOf(one: ResolverRecords) {
  if (!isHeard(one)) return null;
  const all = [...one.udp, ...one.tcp].filter(({ value }) => !value.checkingDisabled);
  const asked = all.filter(({ purpose }) => purpose === "reference");
  for (const name of new Set(asked.map(({ value }) => bareName(value.name)))) {
    const about = all.filter(({ value }) => bareName(value.name) === name);
    if (about.some(isUsable)) continue;
    const servfails = about.filter(({ value }) => value.rcode === "SERVFAIL");
    const silent = about.filter(({ value }) => value.outcome === "timed-out");
    const isSilentBothWays =
      silent.some(({ value }) => value.transport === "tcp") &&
      silent.reduce((sum, { value }) => sum + value.sent, 0) >= ENOUGH_SENDS;
    const isSilent = silent.length === about.length && isSilentBothWays;
    if (servfails.length === 0 && !isSilent) continue;
    const said = extendedErrorOf(servfails);
    const failure =
      servfails.length > 0
        ? `SERVFAIL${said === null ? "" : ` (${said})`}`
        : "no answer over UDP or TCP, while other names are answered";
    return { records: about, slots: { failedName: name, failure, resolver: one.server } };
  }
  return null;
}

const isUsable = ({ value }: Exchange) =>
  value.outcome === "answered" && (value.rcode === "NOERROR" || value.rcode === "NXDOMAIN");
