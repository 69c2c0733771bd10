import { groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { bareName } from "../dns/look-ups.ts";
import { serverOf } from "../dns/resolver-records.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { captureQuality } from "./captured-flows.ts";

type Exchange = Evidence<"dns-exchange">;

/** A silence once seen may be a loss; the same again is the resolver's. */
const ENOUGH_SENDS = 2;

/** What the resolvers of a capture do with the questions that were asked in it: which are configured is not known. */
export const readCapturedResolvers: Reader = (evidence, request) => {
  const { client, asked } = request;
  const seen = ofKind(evidence, "dns-exchange").filter(
    ({ vantage, by, value }) => vantage === client && by === "observed" && value.recursionDesired,
  );
  const own = seen.filter(({ purpose }) => purpose === "reference");
  const isHeard = (server: string) =>
    seen.some(({ value }) => value.server === server && value.outcome === "answered");
  const byServer = groupBy(own, ({ value }) => value.server);
  const silent = byServer.filter(
    (exchanges) => !isHeard(exchanges[0].value.server) && sendsOf(exchanges) >= ENOUGH_SENDS,
  );
  const isEachSilent = byServer.length > 0 && silent.length === byServer.length;
  const failed = own.filter(
    ({ value }) => value.rcode === "SERVFAIL" && bareName(value.name) === bareName(asked.host),
  );
  const strange = silent
    .flatMap((exchanges) => exchanges.slice(0, 1))
    .flatMap(({ value }) =>
      ofKind(evidence, "dns-reply-source").filter(
        (source) => source.vantage === client && source.by === "observed" && isAbout(source, value),
      ),
    );
  const passed = own.filter(
    (one) =>
      !isHeard(one.value.server) && isUnanswered(one) && own.some((other) => isServedAfter(one, other)),
  );
  const [first] = passed;
  const servedLater = own.filter((other) => passed.some((one) => isServedAfter(one, other)));
  const isSure = sendsOf(passed) >= ENOUGH_SENDS && (captureQuality(evidence, request)?.dropped ?? 0) === 0;
  const servers = silent.map(([one]) => serverOf(one));
  const [resolver = ""] = servers;
  return [
    ...observe("every-resolver-silent", true, {
      records: isEachSilent ? silent.flat() : [],
      strength: "suggests",
      slots: { resolvers: servers.join(", "), resolver },
    }),
    ...observe("resolver-answers-from-elsewhere", true, {
      records: strange,
      slots: {
        resolver: serverOf(strange[0]),
        strangeResolver: serverOf(strange[0]),
        strangeSource: strange[0]?.value.strangeSource ?? "",
      },
    }),
    ...observe("first-resolver-silent", true, {
      records: passed,
      strength: isSure ? "states" : "suggests",
      slots: { firstResolver: serverOf(first), resolver: serverOf(first) },
    }),
    ...observe("later-resolver-answers", true, { records: servedLater }),
    ...observe("resolver-fails-this-name", true, {
      records: failed,
      slots: { resolver: serverOf(failed[0]), failedName: asked.host, failure: "SERVFAIL" },
    }),
  ];
};

const isUnanswered = ({ value }: Exchange): boolean =>
  value.outcome === "timed-out" || value.outcome === "unreachable";

/** The same client asked the same of another resolver afterwards, and had an answer of it. */
const isServedAfter = (one: Exchange, other: Exchange): boolean =>
  other.attempt === one.attempt &&
  other.value.server !== one.value.server &&
  other.value.outcome === "answered" &&
  other.observedAt > one.observedAt;

/** A client that asks again took none of the answers that came from elsewhere. */
const isAbout = ({ value }: Evidence<"dns-reply-source">, { server, port }: Exchange["value"]): boolean =>
  value.server === server &&
  value.port === port &&
  value.fromServer === 0 &&
  value.sent >= ENOUGH_SENDS &&
  value.fromOtherAddress + value.fromOtherPort >= ENOUGH_SENDS;

const sendsOf = (exchanges: readonly Exchange[]): number =>
  exchanges.reduce((sum, { value }) => sum + value.sent, 0);
