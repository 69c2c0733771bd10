import type { Boundary } from "../../base/index.ts";
import { duration } from "../readings/benign.ts";
import { type CodeRow, type CodeTable, codesOf } from "../table.ts";

type Timer = readonly [
  milliseconds: number,
  means: string,
  boundaries: readonly Boundary[],
  causes: readonly string[],
];

const timers: readonly Timer[] = [
  [40, "Delayed ACK against Nagle: the way in which the application writes.", ["app"], []],
  [200, "The least retransmission timeout of Linux: a tail that was lost.", ["path"], ["packet-loss"]],
  [
    250,
    "Node's time for one address before it tries the next.",
    ["dns", "tcp"],
    ["one-address-dead", "ipv6-path-broken"],
  ],
  [
    1_000,
    "The first retransmission of a SYN, or of a DNS question of some libraries.",
    ["path"],
    ["firewall-drops", "packet-loss"],
  ],
  [2_000, "CoreDNS's wait for its upstream.", ["dns"], ["resolver-servfail"]],
  [
    2_500,
    "musl's wait for a resolver: 5 s in 2 attempts.",
    ["dns"],
    ["intermittent-loss", "first-resolver-dead"],
  ],
  [
    3_000,
    "Two SYN retransmissions, or ARP given up after three questions.",
    ["link", "path"],
    ["neighbour-unresolved", "firewall-drops"],
  ],
  [
    5_000,
    "glibc's and Go's wait for a resolver; also the keep-alive of Node and Apache, and Envoy's connect.",
    ["dns", "proxy"],
    ["first-resolver-dead", "intermittent-loss", "keepalive-race"],
  ],
  [7_000, "Three SYN retransmissions: 1 + 2 + 4 s.", ["path"], ["firewall-drops"]],
  [
    10_000,
    "Connect of undici, Istio, ALB and MySQL; TLS handshake of Go; webhooks; two waits for a resolver.",
    ["path", "dns", "tls"],
    [],
  ],
  [
    15_000,
    "Envoy's route timeout; PgBouncer's connect; four SYN retransmissions.",
    ["proxy", "path"],
    ["upstream-timeout"],
  ],
  [20_000, "Azure Application Gateway, Tomcat's connectionTimeout.", ["proxy"], ["upstream-timeout"]],
  [21_000, "Windows gives a SYN up.", ["path"], ["firewall-drops", "host-unreachable"]],
  [29_000, "AWS API Gateway.", ["proxy"], ["upstream-timeout"]],
  [
    30_000,
    "GCP backends, CloudFront, Heroku, gunicorn, HikariCP, Go's dialler, the grace period of a Pod.",
    ["proxy", "app"],
    ["upstream-timeout", "pool-exhausted"],
  ],
  [31_000, "Five SYN retransmissions.", ["path"], ["firewall-drops"]],
  [
    60_000,
    "nginx, ALB, HAProxy's usual example, PostgreSQL's login, TIME_WAIT: who logged it tells which.",
    ["proxy", "app"],
    ["upstream-timeout", "idle-timeout-reset"],
  ],
  [63_000, "Six SYN retransmissions.", ["path"], ["firewall-drops"]],
  [75_000, "nginx's keep-alive; BSD and macOS give a SYN up.", ["path"], []],
  [90_000, "Go's pool closes idle connections.", [], []],
  [100_000, "Cloudflare's 524.", ["proxy"], ["upstream-timeout"]],
  [
    120_000,
    "PgBouncer's query_wait_timeout; SYN_SENT and UDP streams in conntrack.",
    ["database", "path"],
    ["pool-exhausted"],
  ],
  [
    127_000,
    "Linux before 6.5 gives a SYN up (tcp_syn_retries 6).",
    ["path"],
    ["firewall-drops", "host-unreachable"],
  ],
  [
    131_000,
    "Linux since 6.5 gives a SYN up (tcp_syn_linear_timeouts 4).",
    ["path"],
    ["firewall-drops", "host-unreachable"],
  ],
  [230_000, "Azure App Service's front end.", ["proxy"], ["upstream-timeout"]],
  [240_000, "Azure's balancer and NAT for idle connections.", ["tcp"], ["idle-timeout-reset"]],
  [
    300_000,
    "Envoy's idle streams; undici's head and body; the longest back-off of a container.",
    ["proxy", "app"],
    [],
  ],
  [
    350_000,
    "AWS NLB, NAT gateway and endpoints for idle connections: RST on the next packet.",
    ["tcp"],
    ["idle-timeout-reset"],
  ],
  [
    600_000,
    "GCP's firewall for idle connections; its backends' keep-alive.",
    ["tcp"],
    ["idle-timeout-reset"],
  ],
  [
    900_000,
    "Linux gives an open connection up after about 15 minutes (tcp_retries2).",
    ["path"],
    ["half-open-connections"],
  ],
  [924_600, "Linux gives an open connection up (tcp_retries2 15).", ["path"], ["half-open-connections"]],
  [3_600_000, "Kubernetes' events are kept so long; Envoy's idle connections.", [], []],
  [7_200_000, "TCP keepalive begins (tcp_keepalive_time).", ["tcp"], ["half-open-connections"]],
  [28_800_000, "MySQL's wait_timeout.", ["database"], ["idle-timeout-reset"]],
  [86_400_000, "kube-proxy's time for established flows in conntrack.", ["path"], ["idle-timeout-reset"]],
  [432_000_000, "The kernel's time for established flows in conntrack.", ["path"], ["idle-timeout-reset"]],
];

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How far a measured time may lie above a timer: a scheduler's delay and a round trip. None fires early by more than a tick. */
const LATE = 1.02;
const EARLY = 0.998;

/** Lengths of time that are known timers. One hint among many; it never says whose it was. */
export const durations: CodeTable = {
  product: "timer",
  layer: "duration",
  prefix: "duration",
  finders: [
    {
      pattern:
        /(?<![\d.:])(\d{1,9}(?:\.\d{1,6})? ?(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d))\b/i,
      certain: false,
    },
  ],
  canonical: (text) => {
    const [, number, unit] = /^([\d.]+) ?(ms|m(?=illi|sec)|[smhd])/i.exec(text) ?? [];
    const isMilli = /^[\d.]+ ?m(?:s|illi|sec)/i.test(text);
    const milliseconds = Number(number) * (isMilli ? 1 : (units[(unit ?? "").toLowerCase()] ?? Number.NaN));
    const timer = timers.find(([at]) => milliseconds >= at * EARLY && milliseconds <= at * LATE);
    return timer === undefined ? "" : String(timer[0]);
  },
  codes: codesOf(
    timers.map(
      ([at, means, boundaries, causes]): CodeRow => [at, means, { ...duration, boundaries, causes }],
    ),
  ),
};
