import { groupBy, type Ms } from "../../base/index.ts";
import type { Attempt, Evidence } from "../../evidence/index.ts";
import type { CapturedDns, SearchListWalk } from "../application/index.ts";
import { tshark } from "./command.ts";
import { exchangeOf, requestOf, TIMEOUT, waitOf } from "./dns-seen.ts";
import type { CaptureFacts, Incident, Taking } from "./incident.ts";
import { type SearchWalk, slowWalkTo, walkAsLookUp } from "./search-walks.ts";
import { strangeSources } from "./strange-sources.ts";

/** A look-up begins anew when the one before has its answer, or was given up: resolvers of hosts are asked for up to 30 s. resolv.conf(5). */
const GIVEN_UP: Ms = 30_000;
/** A resolver library that asks for A and AAAA one after the other waits so long for each at most. resolv.conf(5), `timeout`. */
const PAIRED: Ms = 5_000;
/** docs/contract.md, "Status": what is answered within a second is not slow, whatever stayed unanswered beside it. */
const SLOW: Ms = 1_000;
/** Names that are looked at, look-ups of each, and questions of each look-up. */
const MOST_NAMES = 1_000;
const MOST_LOOKUPS = 30;
const MOST_QUESTIONS = 4;
/** Questions of one walk along a search list: resolv.conf(5) had six names of it, each is asked for in two types. */
const MOST_DENIED = 12;

/** One time that a client asked for a name, with all that it sent for it. */
interface LookUp {
  readonly exchanges: readonly CapturedDns[];
  readonly isProper: boolean;
  readonly from: Ms;
  readonly until: Ms;
  /** What the search list made of it first, where that took long. */
  readonly walk: SearchWalk | null;
}

/** The names whose addresses were asked for, each with its look-ups. */
export function dnsIncidents(
  { applications, quality }: CaptureFacts,
  taking: () => Taking,
): readonly Incident[] {
  const kept = applications?.dns.kept ?? [];
  const asked = kept.filter(isQuestion);
  const having = new Set(kept.filter(mayHaveAddress).map(({ name }) => bare(name)));
  return groupBy(asked, ({ name }) => bare(name))
    .slice(0, MOST_NAMES)
    .flatMap((ofName) => {
      const lookUps = groupBy(ofName, ({ client }) => client.address)
        .flatMap(lookUpsOf)
        .map((one) => withWalk(one, applications?.dnsPatterns.searchLists ?? [], asked));
      const hasAddress = having.has(bare(ofName[0].name));
      const judged = lookUps.filter(
        (one) => one.exchanges.length > 0 && !(hasAddress && one.exchanges.every(isWithoutRecord)),
      );
      return judged.length === 0
        ? []
        : [incidentOf(ofName, judged, { taking: taking(), asked, file: quality.file })];
    });
}

/** A question of a host for addresses: an authority's own and what everybody on the link hears are other matters. */
const isQuestion = (one: CapturedDns): boolean =>
  (one.type === "A" || one.type === "AAAA") &&
  one.recursionDesired &&
  !one.isMulticast &&
  one.query !== null &&
  one.outcome !== "unasked" &&
  one.outcome !== "cut";

const isProper = ({ outcome, rcode, addresses }: CapturedDns): boolean =>
  outcome === "answered" && rcode === "NOERROR" && addresses.length > 0;

/** An answer with an address, asked for in the capture or before it; or one that the capture does not hold whole. */
const mayHaveAddress = ({ outcome, addresses }: CapturedDns): boolean =>
  outcome === "cut" || addresses.length > 0;

/** The name exists, without a record of the type that was asked for: no failure where it has one of the other type. */
const isWithoutRecord = ({ outcome, rcode, addresses }: CapturedDns): boolean =>
  outcome === "answered" && rcode === "NOERROR" && addresses.length === 0;

const bare = (name: string): string => name.toLowerCase().replace(/(?<=.)\.$/, "");

/** The questions of one client for one name, by the times that it asked. */
function lookUpsOf(questions: readonly CapturedDns[]): readonly LookUp[] {
  const groups: CapturedDns[][] = [];
  let doneAt: Ms | null = null;
  for (const one of questions.toSorted((a, b) => queryAt(a) - queryAt(b))) {
    const at = queryAt(one);
    const group = groups.at(-1);
    const before = group?.at(-1);
    // The second question of a pair may be sent when the first one has its answer: it is no look-up of its own.
    const isOfPair =
      group?.every(({ type, outcome }) => type !== one.type || outcome !== "answered") ?? false;
    const isAnew = doneAt !== null && at > doneAt && !(isOfPair && at - doneAt <= PAIRED);
    const isNew = before === undefined || at - queryAt(before) > GIVEN_UP || isAnew;
    if (isNew || group === undefined) {
      groups.push([one]);
      doneAt = null;
    } else group.push(one);
    if (isProper(one)) doneAt = Math.max(doneAt ?? 0, one.answer?.at ?? at);
  }
  return groups.map(lookUpOf);
}

const queryAt = ({ query }: CapturedDns): Ms => query?.at ?? 0;

function withWalk(lookUp: LookUp, walks: readonly SearchListWalk[], asked: readonly CapturedDns[]): LookUp {
  const [first] = lookUp.exchanges;
  if (first === undefined || !lookUp.isProper || walks.length === 0) return lookUp;
  const { name, client } = first;
  return { ...lookUp, walk: slowWalkTo({ ...lookUp, name, client: client.address }, walks, asked) };
}

/** A question without an answer was waited for until the client asked the same again. */
function givenUp(one: CapturedDns, group: readonly CapturedDns[]): CapturedDns {
  if (one.outcome !== "unanswered" && one.outcome !== "waiting") return one;
  const again = group.find((other) => other.type === one.type && queryAt(other) > queryAt(one));
  return again === undefined ? one : { ...one, outcome: "unanswered", took: queryAt(again) - queryAt(one) };
}

/** Of one look-up what tells how it went: nothing, while it is still under way at the end of the capture. */
function lookUpOf(questions: readonly CapturedDns[]): LookUp {
  const group = questions.map((one) => givenUp(one, questions));
  const from = Math.min(...group.map(queryAt));
  const proper = group.filter(isProper);
  const answeredAt = Math.min(...proper.map(({ answer }) => answer?.at ?? Number.POSITIVE_INFINITY));
  if (proper.length > 0) {
    const isQuick = answeredAt - from <= SLOW;
    const type = proper[0]?.type;
    const telling = group.filter(
      (one) =>
        (one.type === type || (!isQuick && one.outcome === "unanswered")) &&
        (isQuick
          ? isProper(one) && (one.took ?? 0) <= SLOW
          : queryAt(one) <= answeredAt && one.outcome !== "waiting"),
    );
    const exchanges = mostOf(telling);
    return { exchanges, isProper: true, from, until: answeredAt, walk: null };
  }
  const isOpen = group.some(({ outcome }) => outcome === "waiting");
  const type = group.some((one) => one.type === "A") ? "A" : "AAAA";
  const telling = isOpen ? [] : group.filter((one) => one.type === type);
  const until = Math.max(...group.map((one) => one.answer?.at ?? queryAt(one)));
  return { exchanges: telling.slice(-MOST_QUESTIONS), isProper: false, from, until, walk: null };
}

/** The first questions, and the one that was answered in the end. */
const mostOf = (questions: readonly CapturedDns[]): readonly CapturedDns[] =>
  questions.length <= MOST_QUESTIONS
    ? questions
    : [...questions.slice(0, MOST_QUESTIONS - 1), ...questions.filter(isProper).slice(0, 1)];

interface Setting {
  readonly taking: Taking;
  /** All questions of the capture. */
  readonly asked: readonly CapturedDns[];
  readonly file: string;
}

function incidentOf(
  ofName: readonly CapturedDns[],
  lookUps: readonly LookUp[],
  { taking, asked, file }: Setting,
): Incident {
  const { recorder, facts, wall } = taking;
  const failing = lookUps.filter((one) => !one.isProper);
  const chosen = [
    ...failing.slice(0, MOST_LOOKUPS),
    ...lookUps.filter((one) => one.isProper).slice(0, MOST_LOOKUPS / 3),
  ].toSorted((a, b) => a.from - b.from);
  const type = (failing[0] ?? chosen[0])?.exchanges[0]?.type ?? "A";
  const name = ofName[0]?.name ?? "";
  const command = tshark(file, `dns.qry.name=="${name.replace(/[^\w.-]/g, "?")}"`);
  const context = {
    by: "observed",
    purpose: "context",
    observedAt: wall(0),
    took: facts.quality.took,
    command,
  } as const;
  const request = requestOf(name, type);
  recorder.record("request-asked", request, { ...context, boundary: "client", by: "told" });
  recorder.record("capture-quality", facts.quality, { ...context, boundary: "client" });
  const clients = new Set(chosen.flatMap(({ exchanges }) => exchanges.map(({ client }) => client.address)));
  for (const [index, lookUp] of chosen.entries()) takeDown(lookUp, index + 1, { taking, command });
  for (const source of strangeSources(
    ofName.filter(({ client }) => clients.has(client.address)),
    TIMEOUT,
  ))
    recorder.record("dns-reply-source", source, { ...context, boundary: "dns", took: source.wait });
  // Whether the resolvers answer anything: one answer to another question of each.
  const servers = new Set(chosen.flatMap(({ exchanges }) => exchanges.map(({ server }) => server.address)));
  for (const server of [...servers].slice(0, MOST_QUESTIONS)) {
    const other = asked.find(
      (one) => one.server.address === server && one.outcome === "answered" && one.name !== name,
    );
    if (other !== undefined)
      recorder.record("dns-exchange", exchangeOf(other), {
        ...context,
        boundary: "dns",
        observedAt: wall(queryAt(other)),
        took: other.took ?? 0,
      });
  }
  const streams = ofName.flatMap(({ stream }) => (stream === null ? [] : [stream]));
  return {
    target: request.target,
    evidence: recorder.evidence,
    streams: [...new Set(streams)].slice(0, 1_000),
  };
}

function takeDown(
  lookUp: LookUp,
  number: number,
  { taking, command }: { readonly taking: Taking; readonly command: string },
) {
  const { recorder, wall } = taking;
  const details = { by: "observed", purpose: "reference", attempt: number, command } as const;
  const denied = lookUp.walk?.denied.slice(0, MOST_DENIED) ?? [];
  const steps: Evidence[] = [...denied, ...lookUp.exchanges].map((one) =>
    recorder.record("dns-exchange", exchangeOf(one), {
      ...details,
      boundary: "dns",
      observedAt: wall(queryAt(one)),
      took: waitOf(one),
    }),
  );
  const from = lookUp.walk?.from ?? lookUp.from;
  const took = lookUp.until - from;
  if (lookUp.walk !== null) {
    const ids = steps.map(({ id }) => id);
    const value = walkAsLookUp({ ...lookUp.walk, denied }, lookUp, ids);
    steps.push(
      recorder.record("name-lookup", value, { ...details, boundary: "dns", observedAt: wall(from), took }),
    );
  }
  const value: Attempt = {
    number,
    answeredProperly: lookUp.isProper,
    failedAt: lookUp.isProper ? null : "lookup",
    address: null,
    port: null,
    took,
    phases: { lookup: took, connect: null, tls: null, firstByte: null, transfer: null },
    status: null,
    steps: steps.map(({ id }) => id),
  };
  recorder.record("attempt", value, { ...details, boundary: "client", observedAt: wall(from), took });
}
