import { familyOf } from "../../../base/index.ts";
import type { Evidence, TcpConnect } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { clusterOf, mayBeOwnRule } from "../kube/cluster.ts";
import { observe, type Reader } from "../reader.ts";
import { cameTo, otherPortTries, type Try, triesOf } from "./tries.ts";

/** A router that asks for a neighbour in vain answers after a second at the least; a filter's word comes at once. RFC 4861, section 10. */
const AT_ONCE_MS = 900;
/** One message of a stranger's flow can fall into one try; hardly into two. */
const ENOUGH = 2;

/** Who answered the SYN by ICMP, as far as this host's counters tell it. RFC 792, RFC 4443. */
export const readIcmpAnswers: Reader = (evidence, request) => {
  const tries = triesOf(evidence, request).filter(isTold);
  const refused = tries.filter(cameTo("refused"));
  const byIcmp = refused.filter(({ value }) => isByIcmp(value, "unreachable"));
  const byReset = refused.filter(
    ({ value }) => value.icmp === null || (value.icmp === undefined && value.counted?.icmpErrorsIn === 0),
  );
  const unreachable = tries.filter(cameTo("unreachable", "prohibited"));
  const told = unreachable.filter(
    ({ value }) =>
      isByIcmp(value, "unreachable") && (value.icmp !== undefined || value.counted?.icmpErrorsOut === 0),
  );
  // No host says of itself that it cannot be reached: who has the address sends on what comes for it, or filters it.
  const byItself = told.filter(({ value }) => value.icmp?.isFromTarget === true);
  const fromAfar = told.filter((one) => !byItself.includes(one));
  const answersElse = otherPortTries(evidence, request).some(cameTo("connected", "refused"));
  const ranOut = unreachable.filter(
    ({ value }) => isByIcmp(value, "time-exceeded") && !isByIcmp(value, "unreachable"),
  );
  const ownWord = unreachable.filter(({ value }) => isOwnWord(value));
  const filterLike = told.filter(
    ({ value, took }) =>
      value.errno !== "ENETUNREACH" &&
      took < AT_ONCE_MS &&
      // Over IPv6 it is the word of a neighbour discovery that failed: a filter has words of its own. RFC 4443, section 3.1.
      (familyOf(value.address) === 4 || answersElse),
  );
  const prohibited = tries.filter(cameTo("prohibited"));
  const afterAsking = told.filter(({ value, took }) => value.errno !== "ENETUNREACH" && took >= AT_ONCE_MS);
  const sentOn = byItself.filter((one) => afterAsking.includes(one));
  const noRoute = [
    ...triesOf(evidence, request).filter(
      ({ value }) => value.outcome === "no-route" && value.errno === "ENETUNREACH",
    ),
    ...told.filter(({ value }) => value.errno === "ENETUNREACH"),
  ];
  const otherWord = unreachable.filter(({ value }) => value.errno !== "ENETUNREACH");
  const atOnce = [...prohibited, ...byIcmp];
  const isSure = (records: readonly Try[]) =>
    !records.every(({ value }) => mayBeOwnRule(value.address, evidence));
  return [
    ...inItsPlace(true, { records: atOnce, strength: isSure(atOnce) ? "states" : "suggests" }),
    // A router may know without asking that a host is gone: a quick EHOSTUNREACH only suggests a filter.
    ...inItsPlace(true, {
      records: atOnce.length + afterAsking.length === 0 ? filterLike : [],
      strength: "suggests",
    }),
    // A filter answers each SYN alike; a try that falls into the asking for another's packet ends sooner than one that began it.
    ...inItsPlace(false, {
      records: atOnce.length === 0 ? afterAsking : [],
      strength: filterLike.length === 0 ? "states" : "suggests",
    }),
    ...observe("no-route-said", true, {
      records: noRoute,
      strength: noRoute.every((one) => isOfPod(one, evidence)) ? "suggests" : "states",
    }),
    ...observe("no-route-said", false, { records: noRoute.length === 0 ? otherWord : [] }),
    ...observe("refusal-is-icmp", true, {
      records: byIcmp,
      strength: (byIcmp.length >= ENOUGH || byIcmp.some(isKnown)) && isSure(byIcmp) ? "states" : "suggests",
    }),
    ...observe("refusal-is-icmp", false, { records: byIcmp.length === 0 ? byReset : [] }),
    ...observe("translation-leads-nowhere", true, {
      records: sentOn,
      strength: "suggests",
      slots: { leadsTo: "a host that does not answer" },
    }),
    ...observe("unreachable-said-by-router", true, { records: fromAfar }),
    ...observe("unreachable-said-by-router", false, {
      records: fromAfar.length === 0 ? [...ownWord, ...ranOut] : [],
    }),
    ...observe("hops-run-out", true, { records: ranOut }),
    ...observe("hops-run-out", false, { records: ranOut.length === 0 ? unreachable : [] }),
  ];
};

/** ICMP at once is one way of answering in the place of the host. */
const inItsPlace = (
  holds: boolean,
  from: { readonly records: readonly Try[]; readonly strength?: "states" | "suggests" },
): readonly Observation[] => [
  ...observe("icmp-rejects-at-once", holds, from),
  ...observe("answered-in-its-place", holds, from),
];

/**
 * A word in the name of a Service's own address: it was translated before, so that no table holds it, and it was said of a Pod's. What
 * lacks there is for the rows of the cluster.
 */
const isOfPod = ({ value }: Try, evidence: readonly Evidence[]): boolean =>
  value.icmp?.isFromTarget === true &&
  clusterOf(evidence)?.service.value.clusterIps.includes(value.address) === true;

/** Whether the socket itself was told who ended the attempt, or at least the counters were read. */
const isTold = ({ value }: Evidence<"tcp-connect">): boolean => isKnown({ value }) || value.counted !== null;

const isKnown = ({ value }: Pick<Evidence<"tcp-connect">, "value">): boolean => value.icmp !== undefined;

/** ICMP types by family: an error's first number means another thing in the other. RFC 792, RFC 4443. */
const types = { unreachable: { 4: 3, 6: 1 }, "time-exceeded": { 4: 11, 6: 3 } } as const;

/** What the socket was told goes before what the counters of the whole host let one think. */
function isByIcmp({ icmp, counted, address }: TcpConnect, kind: keyof typeof types): boolean {
  if (icmp !== undefined) return icmp !== null && icmp.type === types[kind][familyOf(address)];
  const count = kind === "unreachable" ? counted?.icmpErrorsIn : counted?.timeExceededIn;
  return (count ?? 0) > 0;
}

/** This host's own kernel gave up: its neighbour did not answer. */
const isOwnWord = ({ icmp, counted }: TcpConnect): boolean =>
  icmp === null || (icmp === undefined && (counted?.icmpErrorsOut ?? 0) > 0);
