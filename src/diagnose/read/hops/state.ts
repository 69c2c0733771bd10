import type { Evidence, ServerState } from "../../../evidence/index.ts";
import { failedExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { upstreamOf } from "./settings.ts";

/** States in which a server gets no requests. */
const withoutRequests: ReadonlySet<ServerState["state"]> = new Set([
  "down",
  "maintenance",
  "draining",
  "ejected",
]);

/**
 * Whether the proxy says that no server of the request's upstream is fit for one. Envoy then asks them all the same, in its panic mode;
 * its own answer says when it does not. envoyproxy.io, "Panic threshold".
 */
export function isNoneFit(evidence: readonly Evidence[]): boolean {
  const upstreams = upstreamsOf(evidence);
  const servers = ofKind(evidence, "proxy-state")
    .filter(({ value }) => value.software !== "envoy")
    .flatMap(({ value }) => value.servers)
    .filter(({ upstream }) => upstreams.has(upstream));
  return servers.length > 0 && servers.every(({ state }) => withoutRequests.has(state));
}

const upstreamsOf = (evidence: readonly Evidence[]): ReadonlySet<string> =>
  new Set(ofKind(evidence, "proxy-configuration").flatMap(({ value }) => upstreamOf(value)?.name ?? []));

/** What a proxy says of the upstream that the request's route leads to: that no server of it is fit, or that it is full. */
export const readProxyState: Reader = (evidence) => {
  const failed = failedExchanges(evidence).filter(({ attempt }) => attempt.by === "probe");
  if (failed.length === 0) return [];
  const upstreams = upstreamsOf(evidence);
  return ofKind(evidence, "proxy-state").flatMap((record) => {
    const servers = record.value.servers.filter(({ upstream }) => upstreams.has(upstream));
    if (servers.length === 0) return [];
    const records = [record, ...failed.map(({ attempt }) => attempt)];
    const areAllOut =
      record.value.software !== "envoy" && servers.every(({ state }) => withoutRequests.has(state));
    const fit = servers.filter(({ state }) => !withoutRequests.has(state));
    const isFull =
      fit.length > 0 &&
      fit.every(
        ({ connections: { now, limit }, queued }) => limit !== null && now >= limit && (queued ?? 0) > 0,
      );
    const [upstream = ""] = upstreams;
    const slots = { upstream };
    return [
      ...(areAllOut ? observe("upstream-none-healthy", true, { records, slots }) : []),
      ...(isFull ? observe("proxy-limit-met", true, { records, slots }) : []),
    ];
  });
};
