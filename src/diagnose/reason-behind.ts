import { type Boundary, hostPort } from "../base/index.ts";
import { isDatabaseScheme } from "../evidence/index.ts";
import { seenByProxy, seenOfApplication } from "./gives-way.ts";
import type { Judgement } from "./judge.ts";
import type { Observation } from "./observation.ts";
import { lessSure } from "./suggested-behind.ts";
import { isUnknown } from "./unknown.ts";
import type { Verdict } from "./verdict.ts";
import type { ObservationName } from "./vocabulary/index.ts";

/** How one hop was judged: what it came to, and on what. */
export interface HopVerdict {
  readonly judgement: Judgement;
  readonly verdict: Verdict;
}

/** Rows that say that the proxy did not get as far as an application that could ask a database. */
const withoutApplication: ReadonlySet<string> = new Set(["upstream-refused", "upstream-connect-timeout"]);

/** Rows before `proxy` that say what is seen: of a proxy's upstream they are told as the proxy's own row. */
const seenOnTheWay: ReadonlySet<string> = new Set([
  "neighbour-unresolved",
  "gateway-unreachable",
  "host-unreachable",
  "port-not-listening",
  "peer-resets",
  "latency-high",
]);

/** Where a fault has its own name on whichever hop it sits. */
const namedAnywhere: ReadonlySet<Boundary> = new Set(["proxy", "service", "cni", "app", "database"]);

/** Where a mechanism keeps its own row once it is proven there. A failing TLS handshake with an upstream is the proxy's row. */
const namedWhereProven: ReadonlySet<Boundary> = new Set([
  "client",
  "dns",
  "link",
  "route",
  "path",
  "tcp",
  "response",
]);

/** Where a request shows that something behind the host that it speaks to is out of order. */
const shownAt: ReadonlySet<Boundary> = new Set(["proxy", "app", "database", "response"]);

/**
 * The verdict of a hop whose reason lies behind it: that of the next hop, with this hop's status; `null` where the next hop's
 * explains nothing here.
 */
export function reasonBehind(own: HopVerdict, behind: HopVerdict): Verdict | null {
  if (!suffers(own) || !isReason(own, behind)) return null;
  const verdict = lessSure(asSeenFromHere(behind), own, behind);
  const { request } = behind.judgement;
  const there = `from ${request.client} to ${hostPort(request.asked.host, request.asked.port)}`;
  // The two say it in the same words: only the address in them may differ.
  const isSame = own.verdict.cause !== null && own.verdict.cause === verdict.cause;
  const said = isSame ? "the same is seen" : own.verdict.summary;
  const because = [...new Set([...verdict.because, ...own.verdict.because])];
  const ruledOut = own.verdict.ruledOut.filter(
    ({ boundary, cause }) => (cause ?? boundary) !== (cause === null ? verdict.boundary : verdict.cause),
  );
  return {
    ...verdict,
    status: own.verdict.status,
    summary: `${verdict.summary} (hop ${request.hop}, ${there}); at hop ${own.judgement.request.hop} ${said}`,
    because,
    ruledOut,
  };
}

function suffers({ judgement: { root, suffering }, verdict: { status, boundary } }: HopVerdict): boolean {
  if (status === "healthy") return false;
  // Who answers by a rule of its own asks nobody behind it.
  const isByRule = ({ name }: Observation) => name === "rule-answers-error";
  if (suffering.symptoms.length > 0 && suffering.symptoms.every(isByRule)) return false;
  if (boundary === null || !shownAt.has(boundary)) return false;
  return (
    root === null ||
    isUnknown(root.cause) ||
    seenByProxy.has(root.cause.id) ||
    seenOfApplication.has(root.cause.id) ||
    root.cause.explainedBy.length > 0
  );
}

const isDatabase = ({ judgement }: HopVerdict): boolean => isDatabaseScheme(judgement.request.asked.scheme);

/**
 * The verdict of a hop in the words for who stands before it: what is merely seen of a database is seen of it, and has no row of its
 * own. docs/contract.md, "Which name".
 */
export function asSeenFromHere(behind: HopVerdict): Verdict {
  const { verdict } = behind;
  const { boundary, cause, status } = verdict;
  if (!isDatabase(behind) || boundary === null || status === "healthy" || status === "inconclusive")
    return verdict;
  if (cause === "port-not-listening") return { ...verdict, boundary: "database", cause: "database-refused" };
  const isSeen = cause === null || seenOnTheWay.has(cause);
  return isSeen && status === "broken" ? { ...verdict, boundary: "database", cause: null } : verdict;
}

/** What is merely seen of an upstream, as the row of the proxy that asks it. docs/contract.md, "Which name". */
const seenOfUpstream: Readonly<Record<string, string>> = {
  "port-not-listening": "upstream-refused",
  "peer-resets": "upstream-resets",
  "host-unreachable": "upstream-connect-timeout",
  "neighbour-unresolved": "upstream-connect-timeout",
  "gateway-unreachable": "upstream-connect-timeout",
};

/** The row under which a fault that is merely seen behind a proxy is told beside the verdict. */
export function rowBesides(verdict: Verdict): Pick<Verdict, "boundary" | "cause"> {
  const { boundary, cause } = verdict;
  const row = cause === null ? undefined : seenOfUpstream[cause];
  return row === undefined ? { boundary, cause } : { boundary: "proxy", cause: row };
}

/** How a server ends with who does not speak as it expects: the PROXY protocol, HTTP/2 without TLS, gRPC, FastCGI, another name. */
const ofTongues: ReadonlySet<ObservationName> = new Set([
  "closed-unanswered",
  "reset-unanswered",
  "answer-not-http",
  "plain-http-to-tls-port",
  "request-unreadable",
  "ended-by-tls-alert",
]);

/**
 * Whether what is wrong behind befalls our own look there, and not the request: another method, another way to speak. Whether a certificate
 * there is trusted is for the proxy to say: where it does not go on, it has a row of its own for that.
 */
export const isOfLookAlone = (own: HopVerdict, behind: HopVerdict): boolean =>
  (behind.verdict.boundary === "tls" && !isDatabase(behind)) ||
  isOfAnotherMethod(own, behind) ||
  isSpokenOtherwise(own, behind);

/** Whether a hop behind a request that passes hangs up on a plain request alone: the proxy speaks to it in another way. */
const isSpokenOtherwise = (own: HopVerdict, { judgement: { suffering } }: HopVerdict): boolean =>
  own.verdict.status === "healthy" &&
  suffering.symptoms.length > 0 &&
  suffering.symptoms.every(({ name }) => ofTongues.has(name));

/** Others' requests, or the application's log, show the same error. */
const isStatedError = ({ name, strength }: Observation): boolean =>
  name === "application-answers-error" && strength === "states";

/** What only a gateway has a reason to say, whatever the method. RFC 9110, sections 15.6.3 to 15.6.5. */
const ofGateways: ReadonlySet<number | null> = new Set([502, 503, 504]);

/**
 * Whether the hop behind fails by what it was asked in another way than the proxy asks: what changes something is asked for by OPTIONS there,
 * which many a server answers with 500 or 501, and what bears credentials or a body goes without them. That says nothing of the request.
 */
function isOfAnotherMethod(own: HopVerdict, behind: HopVerdict): boolean {
  const { request, root, suffering } = behind.judgement;
  const { boundary, cause } = behind.verdict;
  const isOtherwise =
    request.asked.method !== own.judgement.request.asked.method ||
    (request.asked.withheld !== undefined &&
      root?.proven !== true &&
      root?.inScope.some(isStatedError) !== true);
  if (isDatabase(behind) || !isOtherwise) return false;
  const isOwn = (root?.cause.id ?? null) === cause || (cause === null && boundary === "app");
  return (
    isOwn &&
    suffering.failed.length > 0 &&
    suffering.failed.every(
      ({ value: { failedAt, status } }) =>
        failedAt === "exchange" && status !== null && !ofGateways.has(status),
    )
  );
}

function isReason(own: HopVerdict, behind: HopVerdict): boolean {
  const { root } = behind.judgement;
  if (isOfAnotherMethod(own, behind)) return false;
  const { status, cause, boundary } = asSeenFromHere(behind);
  if (status === "healthy" || status === "inconclusive" || boundary === null) return false;
  const ownCause = own.judgement.root?.cause ?? null;
  if (isDatabase(behind) && ownCause !== null && withoutApplication.has(ownCause.id)) return false;
  const isOpen = ownCause === null || isUnknown(ownCause);
  const isSeen = isOpen || seenByProxy.has(ownCause.id) || seenOfApplication.has(ownCause.id);
  // That a database errs is known of it, without a name for why.
  if (cause === null) return boundary === "database" && isSeen;
  // That the application is slow says no more than the proxy's timer does.
  if (seenOfApplication.has(cause)) return isOpen || ownCause.id === cause;
  if (ownCause?.explainedBy.includes(cause) === true) return !seenOnTheWay.has(cause);
  if (!isSeen) return false;
  if (namedAnywhere.has(boundary)) return true;
  // The verdict may itself have been taken over from a hop further behind, which has proven it.
  const isProven = root?.cause.id !== cause || root.proven;
  return namedWhereProven.has(boundary) && isProven && !seenOnTheWay.has(cause);
}
