import { type EpochMs, hostPort, type Ms } from "../../../base/index.ts";
import type { Evidence, LoggedExchange, LoggedReason } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { upstreamOf } from "./settings.ts";

/** What no neighbour answers for is unreachable after three questions, one each second. arp(7), mcast_solicit and retrans_time_ms. */
const NEIGHBOUR_GIVEN_UP: Ms = 3_000;

/** Tries at one server that were refused or broken off, as a proxy's log tells of them. */
export interface FailingTries {
  /** `address:port`. */
  readonly upstream: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Its listener was closed. */
  readonly isRefused: boolean;
  readonly record: Evidence;
}

/** Ends that a server makes which goes away. */
const atOnce: ReadonlySet<LoggedReason | null> = new Set([
  "upstream-refused",
  "upstream-closed",
  "upstream-reset",
]);

/** Each request that failed so by the access log; where that does not name servers, the lines of the error log about the route. */
export function failingTries(evidence: readonly Evidence[]): readonly FailingTries[] {
  const requests = ofKind(evidence, "logged-exchanges")
    .filter(({ value }) => value.software !== "application")
    .flatMap((record) =>
      record.value.kept.filter(isEndedAtOnce).flatMap((exchange): readonly FailingTries[] => {
        const upstream = serverOf(exchange, evidence);
        const { at, took } = exchange;
        return upstream === null
          ? []
          : [
              {
                upstream,
                from: at - (took ?? 0),
                until: at,
                isRefused: isRefused(exchange, evidence),
                record,
              },
            ];
      }),
    );
  const lines = linesOf(evidence);
  if (requests.length === 0) return lines;
  // Why it was, the error log says beside it.
  return requests.map((one) => ({
    ...one,
    isRefused: one.isRefused || lines.some((line) => line.isRefused && line.upstream === one.upstream),
  }));
}

const linesOf = (evidence: readonly Evidence[]): readonly FailingTries[] =>
  ofKind(evidence, "logged-errors")
    .filter(({ value }) => value.software !== "application")
    .flatMap((record) =>
      record.value.errors.flatMap(
        ({ reason, upstream, first, at, isOurs, isOfRoute }): readonly FailingTries[] =>
          upstream === null || !atOnce.has(reason) || !(isOurs || isOfRoute)
            ? []
            : [{ upstream, from: first, until: at, isRefused: reason === "upstream-refused", record }],
      ),
    );

/** nginx makes 502 of a server that refuses or closes, and has the reason in its error log alone. */
const isEndedAtOnce = (exchange: LoggedExchange): boolean =>
  (exchange.status === null || exchange.status >= 500) &&
  (atOnce.has(exchange.reason) ||
    (exchange.reason === null && exchange.status === 502) ||
    isFailedConnect(exchange));

/**
 * Whether haproxy had chosen a server, and no connection with it came about: it was refused, or the network said that it is not there,
 * or TLS failed. Without a server to choose it names `<NOSRV>`. HAProxy configuration manual, section 8.5, "SC".
 */
export const isFailedConnect = ({ code, reason, server }: LoggedExchange): boolean =>
  reason === null && server !== null && /^SC[-\w]{2}$/.test(code ?? "");

/** Whether the server's port was closed, as far as a log tells: at once, and where no TLS can have failed. */
export const isRefused = (exchange: LoggedExchange, evidence: readonly Evidence[]): boolean =>
  exchange.reason === "upstream-refused" ||
  (isFailedConnect(exchange) &&
    (exchange.took ?? NEIGHBOUR_GIVEN_UP) < NEIGHBOUR_GIVEN_UP &&
    ofKind(evidence, "proxy-configuration").some(({ value }) => upstreamOf(value)?.tls === null));

/** The server of a request's last try; of haproxy's name for it, its address by the proxy's state or configuration. */
export function serverOf(
  { tries, server }: Pick<LoggedExchange, "tries" | "server">,
  evidence: readonly Evidence[],
): string | null {
  const last = tries.at(-1)?.upstream;
  if (last != null) return last;
  if (server === null) return null;
  const stated = ofKind(evidence, "proxy-state")
    .flatMap(({ value }) => value.servers)
    .find(({ upstream, name }) => `${upstream}/${name}` === server);
  if (stated?.address != null && stated.port !== null) return hostPort(stated.address, stated.port);
  const written = ofKind(evidence, "proxy-configuration")
    .flatMap(({ value }) => upstreamOf(value) ?? [])
    .flatMap(({ name, servers }) => servers.filter((one) => `${name}/${one.name}` === server))[0];
  return written === undefined || written.port === null ? null : hostPort(written.host, written.port);
}
