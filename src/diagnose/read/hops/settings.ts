import type { Evidence, ProxyConfiguration, ProxyUpstream } from "../../../evidence/index.ts";
import { hopOf } from "../../hops.ts";
import type { Observation } from "../../observation.ts";
import { type FinalExchange, failedExchanges } from "../http/final-exchanges.ts";
import { smallBodiesThatPass } from "../http/variant.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Statuses by which a body, or a head, is refused as too large. RFC 9110, sections 15.5.14 and 15.5.15; RFC 6585, section 5. */
const ofBodies: ReadonlySet<number | null> = new Set([413]);
const ofHeads: ReadonlySet<number | null> = new Set([400, 414, 431]);

/** What a proxy's effective configuration says to the request that failed: the setting that turned it away. */
export const readProxySettings: Reader = (evidence, { asked, deeper, hop }) =>
  failedExchanges(evidence).flatMap(({ attempt, exchange }) =>
    ofKind(evidence, "proxy-configuration").flatMap((record) => {
      const { value } = record;
      const small = smallBodiesThatPass(evidence, asked);
      const { status, requestHeadOctets, preamble } = exchange.value;
      const records = [attempt, exchange, record];
      const slots = value.route === null ? {} : { rule: `${value.route.name} (${value.route.where})` };
      const isTurnedAway = value.access.decides?.verdict === "deny";
      const answers = value.route?.action.kind === "answers" ? value.route.action.status : null;
      const bodyLimit = limitOf(value, "request-body");
      const headLimit = limitOf(value, "request-head");
      const listens = value.listens.filter(({ port }) => port === asked.port);
      const wantsHeader = listens.length > 0 && listens.every(demandsHeader);
      return [
        ...(isTurnedAway && (status === 403 || status === null)
          ? observe("source-address-refused", true, { records, slots })
          : []),
        ...((value.route === null && (status === 404 || status === 421 || status === 503)) ||
        (value.route !== null &&
          answers !== null &&
          answers === status &&
          !isTurnedAway &&
          isOfRoutes(answers))
          ? observe("route-missing", true, { records, slots })
          : []),
        ...(bodyLimit !== null && asked.dataOctets > bodyLimit
          ? observeBody(
              { attempt, exchange },
              { records: [...records, ...small], slots, isShown: small.length > 0 },
            )
          : []),
        ...(ofHeads.has(status) && headLimit !== null && requestHeadOctets > headLimit
          ? observe("proxy-head-limit-met", true, { records, slots })
          : []),
        ...(wantsHeader && preamble === "none" && attempt.by === "probe"
          ? observe("proxy-header-disagrees", true, { records, slots })
          : []),
        ...(disagreesBehind(upstreamOf(value), deeper, hop)
          ? observe("proxy-header-disagrees", true, { records, slots })
          : []),
      ];
    }),
  );

/**
 * What a body above the limit was answered with: by the status for it, or by one of a gateway, where the limit was met in the middle of
 * passing it on. That one says as much only where a small body gets through.
 */
function observeBody(
  { attempt, exchange }: FinalExchange,
  from: Pick<Parameters<typeof observe>[2], "records" | "slots"> & { readonly isShown: boolean },
): readonly Observation[] {
  const { status, answeredBy } = exchange.value;
  if (ofBodies.has(status)) return observe("proxy-body-limit-met", true, from);
  const isOfGateway = answeredBy === "intermediary" && status === 502 && attempt.by === "probe";
  if (!isOfGateway) return [];
  return observe("proxy-body-limit-met", true, { ...from, strength: from.isShown ? "states" : "suggests" });
}

/** Whether a connection without the PROXY protocol's header is refused. */
const demandsHeader = (listen: ProxyConfiguration["listens"][number]): boolean =>
  listen.takesProxyProtocol && listen.isProxyProtocolOptional !== true;

/** Statuses that a route gives in place of leading somewhere. */
const isOfRoutes = (status: number): boolean => status === 404 || status === 421;

const limitOf = ({ limits }: ProxyConfiguration, role: ProxyConfiguration["limits"][number]["role"]) =>
  limits.find((limit) => limit.role === role)?.value ?? null;

/** Where the route leads. */
export const upstreamOf = ({ route }: ProxyConfiguration): ProxyUpstream | null =>
  route?.action.kind === "upstream" ? route.action.upstream : null;

/** Whether one proxy sends the PROXY protocol's header and the next does not take it, or the reverse. */
function disagreesBehind(upstream: ProxyUpstream | null, deeper: readonly Evidence[], hop: number): boolean {
  if (upstream === null) return false;
  const ports = new Set(upstream.servers.map(({ port }) => port));
  const listens = ofKind(deeper, "proxy-configuration")
    .filter((record) => hopOf(record) === hop + 1)
    .flatMap(({ value }) => value.listens)
    .filter(({ port }) => ports.has(port));
  const sends = upstream.sendsProxyProtocol !== "none";
  return (
    listens.length > 0 &&
    listens.every((listen) => (sends ? !listen.takesProxyProtocol : demandsHeader(listen)))
  );
}
