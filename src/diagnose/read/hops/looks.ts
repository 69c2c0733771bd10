import { hostPort, type Ms } from "../../../base/index.ts";
import { type Evidence, type ProxyTimer, takesRequests, type UpstreamLook } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { failedExchanges, finalExchanges } from "../http/final-exchanges.ts";
import { tlsReason } from "../http/tls-reason.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { serverOf } from "./failing-tries.ts";
import { fitsStatus } from "./fits-status.ts";
import { ownLines } from "./own-lines.ts";
import { upstreamOf } from "./settings.ts";
import { isNoneFit } from "./state.ts";

/** A timer that ends a connection does so within this of its time: servers look at theirs once in a while. */
const TIMER_SLACK: Ms = 1_500;

/** What each server of the upstream does for a client that stands where the proxy stands. */
export const readUpstreamLooks: Reader = (evidence) => {
  const failed = failedExchanges(evidence);
  const looks = ofKind(evidence, "upstream-look");
  if (failed.length === 0 || looks.length === 0) return [];
  const tried = new Set(
    ofKind(evidence, "logged-exchanges").flatMap(({ value }) =>
      ownLines(value).flatMap(({ tries, server }) => [
        ...tries.flatMap((one) => one.upstream ?? []),
        ...[serverOf({ tries: [], server }, evidence) ?? []].flat(),
      ]),
    ),
  );
  for (const { value } of ofKind(evidence, "logged-errors"))
    for (const { isOurs, upstream } of value.errors) if (isOurs && upstream !== null) tried.add(upstream);
  // The servers that the request went to, where the proxy's log names them; else all that get requests.
  const named = looks.filter(({ value }) => tried.has(hostPort(value.address, value.port)));
  const idle = takenOut(evidence);
  const getRequests = looks.filter(
    ({ value }) => !value.isBackup && !idle.has(hostPort(value.address, value.port)),
  );
  const telling = named.length > 0 ? named : getRequests;
  // A proxy that goes on to another server fails no request by one that it cannot use.
  const goesOn = named.length === 0 && triesNext(evidence) && telling.some(({ value }) => isUsable(value));
  const [first] = failed;
  // A proxy that has no server fit for a request asks none.
  const asksNone = isNoneFit(evidence);
  const seen = asksNone
    ? []
    : telling.flatMap((look) => observeLook(look, first === undefined ? [] : [first.attempt]));
  return [
    ...seen
      .filter(({ name }) => fitsStatus(name, failed))
      .map((one) =>
        goesOn && beforeRequest.has(one.name) ? { ...one, strength: "suggests" as const } : one,
      ),
    ...observeIdle(evidence, looks),
    ...outdated(evidence, looks, tried),
  ];
};

/** What befalls a proxy before it has sent anything: a try elsewhere costs nothing then. nginx, `proxy_next_upstream`. */
const beforeRequest: ReadonlySet<ObservationName> = new Set(["upstream-refuses", "upstream-unreachable"]);

/** It takes connections, and what comes after. */
const isUsable = (value: UpstreamLook): boolean => value.connect === "connected" && wordOf(value) === null;

const triesNext = (evidence: readonly Evidence[]): boolean =>
  ofKind(evidence, "proxy-configuration").some(({ value }) => upstreamOf(value)?.triesNext === true);

/** Addresses of servers that were taken out by hand: what they do befalls no request. */
const takenOut = (evidence: readonly Evidence[]): ReadonlySet<string> =>
  new Set(
    ofKind(evidence, "proxy-state")
      .flatMap(({ value }) => value.servers)
      .filter(({ state }) => state === "maintenance" || state === "draining")
      .flatMap(({ address, port }) => (address === null || port === null ? [] : [hostPort(address, port)])),
  );

function observeLook(look: Evidence<"upstream-look">, failed: readonly Evidence[]): readonly Observation[] {
  const name = wordOf(look.value);
  const slots = { upstream: hostPort(look.value.address, look.value.port) };
  const records = [look, ...failed];
  // The proxy may trust whom this client does not, and have a certificate to show.
  const isOwn = name === "upstream-tls-fails" && look.value.tls?.isOfThisClient === true;
  if (isOwn) return observe(name, true, { records, slots, strength: "suggests" });
  const reason = name === "upstream-tls-fails" ? tlsReason(look.value.tls?.why) : {};
  if (name !== null) return observe(name, true, { records, slots: { ...slots, ...reason } });
  return look.value.exchange?.outcome === "answered"
    ? observe("upstream-serves-new-connections", true, { records: [look], slots })
    : [];
}

function wordOf({ connect, tls, exchange }: UpstreamLook): ObservationName | null {
  if (connect === "refused") return "upstream-refuses";
  if (connect === "timed-out" || connect === "unreachable") return "upstream-unreachable";
  if (connect === "reset") return "upstream-breaks-off";
  if (tls?.outcome === "failed") return "upstream-tls-fails";
  const outcome = exchange?.outcome;
  return outcome === "closed" || outcome === "reset" || outcome === "truncated"
    ? "upstream-breaks-off"
    : null;
}

/** Whether the proxy keeps idle connections for longer than the upstream does: measured, or by both configurations. */
function observeIdle(evidence: readonly Evidence[], looks: readonly Evidence<"upstream-look">[]) {
  return ofKind(evidence, "proxy-configuration").flatMap((record) => {
    const { route, timers } = record.value;
    if (route?.action.kind !== "upstream" || !route.action.upstream.keepsConnections) return [];
    const kept = timers.find(({ role }) => role === "upstream-idle");
    if (kept === undefined) return [];
    const measured = looks.filter(({ value }) => value.idle !== null);
    const inverted = measured.filter(({ value }) => isInverted(value, kept));
    const [one] = inverted;
    if (one !== undefined) {
      const { closedAfter } = one.value.idle ?? { closedAfter: null };
      const slots = {
        upstreamIdle: ((closedAfter ?? 0) / 1000).toFixed(1),
        proxyIdle: kept.value === null ? "ever" : String(kept.value / 1000),
        rule: `${kept.name} (${kept.where})`,
      };
      return observe("idle-timers-inverted", true, { records: [record, ...inverted], slots });
    }
    // What haproxy purges after its delay is a half of what is left over: the other half stays for longer.
    const isBound = record.value.software !== "haproxy";
    const isRight = isBound && measured.length > 0 && measured.every(({ value }) => outlives(value, kept));
    return isRight ? observe("idle-timers-inverted", false, { records: [record, ...measured] }) : [];
  });
}

const isInverted = ({ idle }: UpstreamLook, { value }: ProxyTimer): boolean =>
  idle !== null && idle.closedAfter !== null && (value === null || idle.closedAfter + TIMER_SLACK < value);

const outlives = ({ idle }: UpstreamLook, { value }: ProxyTimer): boolean =>
  idle !== null && value !== null && (idle.closedAfter ?? idle.watched) > value;

/**
 * Whether the proxy went to an address that its upstream's name does not have: the proxy asked once, when it started, and its log, or
 * its own list of servers, names where it goes.
 */
function outdated(
  evidence: readonly Evidence[],
  looks: readonly Evidence<"upstream-look">[],
  tried: ReadonlySet<string>,
): readonly Observation[] {
  const failed = finalExchanges(evidence).filter(({ attempt }) => !attempt.value.answeredProperly);
  const logs = [...ofKind(evidence, "logged-exchanges"), ...ofKind(evidence, "logged-errors")];
  return ofKind(evidence, "proxy-configuration").flatMap((record) => {
    const { route } = record.value;
    if (route?.action.kind !== "upstream" || route.action.upstream.resolves === "not-needed") return [];
    const { servers, name } = route.action.upstream;
    const states = ofKind(evidence, "proxy-state");
    const used = tried.size > 0 ? tried : usedBy(states, name);
    const current = new Set(looks.map(({ value }) => hostPort(value.address, value.port)));
    const areAllNamed = servers
      .filter(takesRequests)
      .every(({ host }) => looks.some(({ value }) => value.host === host));
    const gone = [...used].filter((address) => !current.has(address) && /:\d+$/.test(address));
    // A name that is not known to have an address now says nothing.
    if (!areAllNamed || gone.length === 0 || gone.length < used.size || failed.length === 0) return [];
    return observe("upstream-address-outdated", true, {
      records: [record, ...(tried.size > 0 ? logs : states), ...looks],
      slots: { upstream: gone[0] ?? "", addresses: [...current].join(", ") },
    });
  });
}

/** The addresses that a proxy says it uses now. */
const usedBy = (states: readonly Evidence<"proxy-state">[], upstream: string): ReadonlySet<string> =>
  new Set(
    states
      .flatMap(({ value }) => value.servers)
      .filter((server) => server.upstream === upstream)
      .flatMap(({ address, port }) => (address === null || port === null ? [] : [hostPort(address, port)])),
  );
