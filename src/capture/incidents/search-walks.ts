import type { Ms } from "../../base/index.ts";
import type { LookupQuestion, NameLookup } from "../../evidence/index.ts";
import type { CapturedDns, SearchListWalk } from "../application/index.ts";
import { bare } from "./bare-name.ts";
import { waitOf } from "./dns-seen.ts";

/** docs/contract.md, "Status": what takes no longer than a second is not slow. */
const SLOW: Ms = 1_000;

/** What a client asked along its search list before the name that was answered: one look-up with it. resolv.conf(5), search and ndots. */
export interface SearchWalk {
  /** The labels that all names of the walk begin with: what the application asked for, as far as that can be seen. */
  readonly base: string;
  /** Questions for the names that came to nothing, in the order asked. */
  readonly denied: readonly CapturedDns[];
  readonly from: Ms;
}

/** The look-up that a walk ended in. */
interface Answered {
  readonly name: string;
  readonly client: string;
  readonly from: Ms;
  readonly until: Ms;
}

/** The walk that ended in a look-up, where both together took long; `null` where there was none, or it was quick. */
export function slowWalkTo(
  { name, client, from, until }: Answered,
  walks: readonly SearchListWalk[],
  asked: readonly CapturedDns[],
): SearchWalk | null {
  const walk = walks.find(
    (one) =>
      one.client === client &&
      one.first.at < from &&
      one.last.at >= from &&
      until - one.first.at > SLOW &&
      one.names.slice(1).some((other) => isSame(other, name)),
  );
  if (walk === undefined) return null;
  const denied = asked.filter(
    (one) =>
      one.client.address === client &&
      !isSame(one.name, name) &&
      walk.names.some((other) => isSame(other, one.name)) &&
      one.query !== null &&
      one.query.at >= walk.first.at &&
      one.query.at < from,
  );
  return denied.length === 0
    ? null
    : { base: commonLabels([name, ...walk.names]), denied, from: walk.first.at };
}

/** The walk and the questions that it ended in as one look-up. `exchanges` are the ids of the records of each, in their order. */
export function walkAsLookUp(
  { base, denied, from }: SearchWalk,
  answered: { readonly exchanges: readonly CapturedDns[]; readonly until: Ms },
  ids: readonly string[],
): NameLookup {
  const questions = [...denied, ...answered.exchanges].map(
    (one, index): LookupQuestion => ({
      name: one.name,
      type: one.type === "AAAA" ? "AAAA" : "A",
      server: one.server.address,
      exchange: ids[index] ?? null,
      outcome: outcomeOf(one),
      took: waitOf(one),
    }),
  );
  const last = answered.exchanges.findLast(({ addresses }) => addresses.length > 0);
  return {
    name: base,
    rules: "glibc",
    outcome: "resolved",
    error: null,
    source: "dns",
    addresses: last?.addresses ?? [],
    answeredName: last?.name ?? null,
    canonicalName: null,
    questions,
    took: answered.until - from,
  };
}

function outcomeOf({ outcome, rcode, addresses }: CapturedDns): LookupQuestion["outcome"] {
  if (outcome === "unreachable") return "unreachable";
  if (outcome === "malformed") return "malformed";
  if (outcome !== "answered") return "silent";
  if (rcode === "NOERROR") return addresses.length > 0 ? "addresses" : "no-data";
  if (rcode === "NXDOMAIN") return "nxdomain";
  if (rcode === "SERVFAIL") return "servfail";
  return rcode === "REFUSED" ? "refused" : "other-rcode";
}

const isSame = (one: string, other: string): boolean => bare(one) === bare(other);

function commonLabels(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => bare(name).split("."));
  const until = first.findIndex((label, index) => others.some((other) => other[index] !== label));
  return (until === -1 ? first : first.slice(0, until)).join(".");
}
