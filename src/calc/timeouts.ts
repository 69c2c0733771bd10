import type { Ms } from "../base/index.ts";

/** One waiter on the way of a request, the outermost first. */
export interface Waiter {
  readonly name: string;
  /** How long it waits for those behind it. */
  readonly timeout: Ms;
}

/** What is wrong between a waiter and the one behind it. */
export interface Inversion {
  readonly outer: Waiter;
  readonly inner: Waiter;
  /** What the outer one would have to wait at least. */
  readonly needs: Ms;
}

/** A tenth more than the inner timer, so that the answer "it took too long" still arrives. */
const MARGIN = 1.1;

/**
 * Pairs in which the outer gives up before the inner: the work goes on, and nobody reads its answer. Each waiter must wait longer
 * than all behind it together with their retries.
 */
export function inversionsOf(waiters: readonly Waiter[]): readonly Inversion[] {
  return waiters.flatMap((outer, index) =>
    waiters
      .slice(index + 1)
      .filter((inner) => inner.timeout >= outer.timeout)
      .map((inner) => ({ outer, inner, needs: Math.ceil(inner.timeout * MARGIN) })),
  );
}

/** Timers that are found on many ways, by their value: what to look at when connections end after exactly so long. */
export const knownTimers: readonly { readonly after: Ms; readonly whose: string; readonly source: string }[] =
  [
    {
      after: 5_000,
      whose: "Node.js keepAliveTimeout, Apache KeepAliveTimeout, Envoy's connect timer",
      source: "nodejs.org/api/http.html",
    },
    {
      after: 10_000,
      whose: "Go's TLS handshake; HAProxy's usual client and connect timers",
      source: "pkg.go.dev/net/http; HAProxy manual",
    },
    { after: 15_000, whose: "Envoy's route timer", source: "envoyproxy.io, FAQ" },
    {
      after: 30_000,
      whose: "UDP entries of conntrack without an answer; many clients' own deadline",
      source: "nf_conntrack-sysctl",
    },
    {
      after: 60_000,
      whose: "AWS ALB idle, nginx proxy_read_timeout, gunicorn behind it, TIME_WAIT",
      source: "vendor manuals",
    },
    { after: 75_000, whose: "nginx keepalive_timeout", source: "nginx.org" },
    {
      after: 120_000,
      whose: "conntrack: UDP streams, TIME_WAIT and closing TCP entries",
      source: "nf_conntrack-sysctl",
    },
    { after: 240_000, whose: "Azure load balancer idle", source: "vendor manual" },
    { after: 300_000, whose: "NAT devices; conntrack's unacknowledged TCP", source: "nf_conntrack-sysctl" },
    { after: 350_000, whose: "AWS NLB and NAT gateway idle", source: "vendor manual" },
    { after: 600_000, whose: "GCP connection tracking idle", source: "vendor manual" },
    { after: 7_200_000, whose: "Linux's first keepalive probe", source: "tcp(7), tcp_keepalive_time" },
    { after: 432_000_000, whose: "conntrack's established TCP", source: "nf_conntrack-sysctl" },
  ];

/** A timer counts as met within this much of its value. */
const TOLERANCE = 0.02;

/** The known timers that a connection's life of this length points to. */
export const timersNear = (after: Ms): typeof knownTimers =>
  knownTimers.filter((timer) => Math.abs(timer.after - after) <= Math.max(500, timer.after * TOLERANCE));
