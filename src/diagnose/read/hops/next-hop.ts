import type { Ms } from "../../../base/index.ts";
import type { Evidence, ProxyUpstream } from "../../../evidence/index.ts";
import { hopOf } from "../../hops.ts";
import type { Observation } from "../../observation.ts";
import { failedExchanges, finalExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { fitsStatus } from "./fits-status.ts";
import { upstreamOf } from "./settings.ts";
import { isNoneFit } from "./state.ts";

/** The upstream was waited for several times as long as the proxy waits: then more patience is no cure. */
const SEVERAL = 3;

/** Schemes whose next hop is one that a proxy may ask; a database's refusals have words of their own. */
const ofProxies: ReadonlySet<string> = new Set(["http", "https", "tcp", "tls", "grpc", "grpcs"]);

/**
 * What the hop behind does for a client that stands where the proxy stands, in the words for a proxy's upstream. It counts where the
 * request itself fails in its answer, by a proxy that spoke: what is wrong behind explains no failure before.
 */
export const readNextHop: Reader = (evidence, { deeper, hop }) => {
  const failed = failedExchanges(evidence);
  const next = deeper.filter((record) => hopOf(record) === hop + 1);
  const asked = ofKind(next, "request-asked")[0];
  if (failed.length === 0 || asked === undefined || !ofProxies.has(asked.value.scheme)) return [];
  // A proxy that has no server fit for a request asks none.
  if (isNoneFit(evidence)) return [];
  const attempts = ofKind(next, "attempt").filter(({ purpose }) => purpose === "reference");
  const isSpokenOtherwise = ofKind(evidence, "proxy-configuration").some(({ value }) =>
    isOfAnotherTongue(upstreamOf(value)),
  );
  const gaveUpAfter = patienceOf(failed);
  return attempts
    .flatMap((attempt) =>
      attempt.value.failedAt === "tls"
        ? observeTls(attempt, next, evidence)
        : observeAttempt(attempt, next, gaveUpAfter),
    )
    .filter(({ name }) => fitsStatus(name, failed) && !(isSpokenOtherwise && name === "upstream-breaks-off"));
};

/** The proxy speaks to it in another way than a plain request does: it may hang up on the one and serve the other. */
const isOfAnotherTongue = (upstream: ProxyUpstream | null): boolean =>
  upstream !== null &&
  (upstream.sendsProxyProtocol !== "none" || upstream.protocol === "h2" || upstream.protocol === "gateway");

/** How long the proxy waited before it said that it had waited too long; `null` where it said something else. RFC 9110, section 15.6.5. */
function patienceOf(failed: ReturnType<typeof failedExchanges>): Ms | null {
  const waits = failed.flatMap(({ exchange: { value } }) =>
    value.status === 504 && value.phases.firstByte !== null ? [value.phases.firstByte] : [],
  );
  return waits.length === 0 ? null : Math.max(...waits);
}

/**
 * What a failing handshake says of the proxy's own: it verifies or does not, trusts whom it is told to, and may have a certificate to show,
 * where this client has none.
 */
function observeTls(
  attempt: Evidence<"attempt">,
  next: readonly Evidence[],
  evidence: readonly Evidence[],
): readonly Observation[] {
  const handshake = ofKind(next, "tls-handshake").findLast(({ id }) => attempt.value.steps.includes(id));
  const isRefusedByUs = handshake?.value.outcome === "completed";
  const verifies = ofKind(evidence, "proxy-configuration").map(
    ({ value }) => upstreamOf(value)?.tls?.verifies ?? null,
  );
  if (isRefusedByUs && verifies.includes(false)) return [];
  const isOfOwn = isRefusedByUs || handshake?.value.clientCertificateAsked === true;
  return observe("upstream-tls-fails", true, {
    records: handshake === undefined ? [attempt] : [attempt, handshake],
    ...(isOfOwn ? { strength: "suggests" as const } : {}),
  });
}

function observeAttempt(
  attempt: Evidence<"attempt">,
  next: readonly Evidence[],
  gaveUpAfter: Ms | null,
): readonly Observation[] {
  const { failedAt, steps } = attempt.value;
  const records = [attempt, ...next.filter(({ id }) => steps.includes(id))];
  const says = (name: Parameters<typeof observe>[0], holds = true) => observe(name, holds, { records });
  if (failedAt === "connect") {
    const connect = ofKind(next, "tcp-connect").findLast(({ id }) => steps.includes(id));
    if (connect === undefined) return [];
    const { outcome } = connect.value;
    if (outcome === "refused") return says("upstream-refuses");
    return outcome === "timed-out" || outcome === "unreachable" ? says("upstream-unreachable") : [];
  }
  const exchange = finalExchanges(next).find((one) => one.attempt.id === attempt.id)?.exchange.value;
  if (exchange === undefined) return [];
  const { outcome, phases, took } = exchange;
  if (outcome === "closed" || outcome === "reset" || outcome === "truncated")
    return says("upstream-breaks-off");
  if (gaveUpAfter === null) return [];
  if (outcome === "no-answer") {
    if (took < gaveUpAfter) return [];
    const late = says("upstream-answers-late");
    return took < SEVERAL * gaveUpAfter ? late : [...late, ...says("upstream-works-past-timeout", false)];
  }
  // The same work, waited for: it ends, after the proxy's patience.
  const isWhole = outcome === "answered" && attempt.value.answeredProperly;
  if (!isWhole || phases.firstByte === null || phases.firstByte <= gaveUpAfter) return [];
  return [...says("upstream-answers-late"), ...says("upstream-works-past-timeout")];
}
