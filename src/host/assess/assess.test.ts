import { describe, expect, test } from "vitest";
import type {
  DestinationSockets,
  ListeningSocket,
  OwnedSockets,
  SocketOwners,
  TcpLimits,
} from "../../evidence/index.ts";
import { assessHost } from "./assess.ts";
import type { Finding, HostReading } from "./finding.ts";

const owners: SocketOwners = {
  total: { byState: {} },
  processes: [],
  unowned: 0,
  peers: [],
  listeners: [],
  retransmitting: 0,
  stalled: 0,
  retriesOfStalled: 5,
  probingZeroWindow: 0,
  idleFor: 300,
  heldFor: 60,
  unreadFor: 5,
};
const tcp: TcpLimits = {
  memory: { used: 10, pressure: 800, limit: 1000 },
  orphans: { used: 0, limit: 1000 },
  timeWait: { used: 0, limit: 131_072 },
  synBacklog: 2048,
  largestBacklog: 4096,
  synCookies: 1,
  timeWaitReuse: 0,
  timestamps: 1,
  localPorts: [40_000, 40_999],
  reservedPorts: 0,
  keepalive: { time: 7200, interval: 75, probes: 9 },
  strictReversePath: [],
  forwarding: { ipv4: false, ipv6: false },
  trackingTimeouts: {},
};
const calm: HostReading = {
  ticks: 0,
  owners,
  counters: { counters: { TcpExtListenOverflows: 0, TcpRetransSegs: 0, TcpOutSegs: 0 } },
  interfaces: null,
  tcp,
  limits: null,
  log: { lines: [] },
  namespace: "4026531840",
  uptime: 10_000,
};
const shop: OwnedSockets = {
  pid: 7,
  name: "shop",
  byState: {},
  openFiles: { used: 20, soft: 1024 },
  idleWithoutKeepalive: 0,
  closeWaitHeld: 0,
  unread: 0,
  unreadHeld: 0,
  stalled: 0,
};
const peer: DestinationSockets = {
  localAddress: "192.0.2.1",
  address: "192.0.2.5",
  port: 5432,
  byState: {},
  localPorts: 0,
  timeWaitPorts: 0,
  unansweredSyns: 0,
  synRetries: [],
  stalled: 0,
};
const listener: ListeningSocket = {
  address: "0.0.0.0",
  port: 443,
  queue: 0,
  backlog: 128,
  halfMade: 0,
  established: 0,
  newestWaiting: [],
  owner: null,
};

const withOwners = (more: Partial<SocketOwners>): Partial<HostReading> => ({
  owners: { ...owners, ...more },
});
const withProcess = (more: Partial<OwnedSockets>) => withOwners({ processes: [{ ...shop, ...more }] });
const withPeer = (more: Partial<DestinationSockets>) => withOwners({ peers: [{ ...peer, ...more }] });
const withListener = (more: Partial<ListeningSocket>) =>
  withOwners({ listeners: [{ ...listener, ...more }] });
const closing = (many: number, held: number | null = 0) =>
  withProcess({ byState: { CLOSE_WAIT: many }, closeWaitHeld: held });
const counted = (counters: Record<string, number>): Partial<HostReading> => ({ counters: { counters } });
const tracked = (entries: number): Partial<HostReading> => ({
  limits: {
    openFiles: { used: 1, soft: 9, hard: 9 },
    systemFiles: null,
    conntrack: { entries, limit: 1000 },
  },
});
const logged = (text: string, secondsSinceBoot = 9_900): Partial<HostReading> => ({
  log: { lines: [{ secondsSinceBoot, text }] },
});
const link = (errors: number, packets: number, dropped = 0, carrierChanges = 2): Partial<HostReading> => ({
  interfaces: {
    interfaces: [
      {
        name: "eth0",
        kind: null,
        received: { packets, octets: 0, errors, dropped: 0 },
        sent: { packets, octets: 0, errors: 0, dropped: 0 },
        carrierChanges,
        queue: { kind: "tbf", dropped, overlimits: 0, backlogOctets: 0 },
      },
    ],
    softnet: null,
  },
});

/** Two readings, two seconds apart. */
const assess = (now: Partial<HostReading>, before: Partial<HostReading> = {}): readonly Finding[] =>
  assessHost({ now: { ...calm, ...now, ticks: 2_000 }, before: { ...calm, ...before } });

const levelOf = (findings: readonly Finding[], id: string) =>
  findings.find((finding) => finding.id === id)?.level ?? null;

type Case = readonly [
  fact: string,
  id: string,
  level: Finding["level"] | null,
  now: Partial<HostReading>,
  before?: Partial<HostReading>,
];

const cases: readonly Case[] = [
  ["a process that gathers CLOSE_WAIT leaks", "close-wait-leak", "fault", closing(110), closing(100)],
  [
    "a hundred that lie for a minute are a leak without growth",
    "close-wait-leak",
    "fault",
    closing(100, 100),
    closing(100, 100),
  ],
  [
    "many that are young and do not grow are notable",
    "close-wait-leak",
    "notable",
    closing(101, 99),
    closing(101, 99),
  ],
  ["growth below the threshold is notable", "close-wait-leak", "notable", closing(20), closing(5)],
  ["a few in CLOSE_WAIT are nothing", "close-wait-leak", null, closing(9), closing(0)],
  ["a number that is seen once is not called a leak", "close-wait-leak", "notable", closing(500, null), {}],
  [
    "thousands of TIME_WAIT are normal",
    "time-wait-many",
    "normal",
    withOwners({ total: { byState: { TIME_WAIT: 30_000 } } }),
  ],
  [
    "ten thousand of TIME_WAIT are not worth a word",
    "time-wait-many",
    null,
    withOwners({ total: { byState: { TIME_WAIT: 10_000 } } }),
  ],
  [
    "TIME_WAIT near its limit is notable",
    "time-wait-many",
    "notable",
    withOwners({ total: { byState: { TIME_WAIT: 105_000 } } }),
  ],
  ["a queue longer than its backlog is full", "accept-queue-full", "fault", withListener({ queue: 129 })],
  [
    "a queue as long as its backlog takes one more",
    "accept-queue-full",
    "notable",
    withListener({ queue: 128 }),
  ],
  ["a queue below four fifths is nothing", "accept-queue-full", null, withListener({ queue: 102 })],
  [
    "a short queue of a short backlog is nothing",
    "accept-queue-full",
    null,
    withListener({ queue: 5, backlog: 5 }),
  ],
  [
    "a backlog that is not seen judges nothing",
    "accept-queue-full",
    null,
    withListener({ queue: 500, backlog: null }),
  ],
  [
    "overflows now are a fault",
    "listen-overflows",
    "fault",
    counted({ TcpExtListenOverflows: 6 }),
    counted({ TcpExtListenOverflows: 5 }),
  ],
  [
    "overflows of long ago are normal",
    "listen-overflows",
    "normal",
    counted({ TcpExtListenOverflows: 5 }),
    counted({ TcpExtListenOverflows: 5 }),
  ],
  ["ports at 95 % are as good as gone", "local-ports-exhausted", "fault", withPeer({ localPorts: 950 })],
  ["ports at 80 % are notable", "local-ports-exhausted", "notable", withPeer({ localPorts: 800 })],
  [
    "ports at 79 % that stand are nothing",
    "local-ports-exhausted",
    null,
    withPeer({ localPorts: 790 }),
    withPeer({ localPorts: 790 }),
  ],
  [
    "ports at a half that rise quickly are notable",
    "local-ports-exhausted",
    "notable",
    withPeer({ localPorts: 520 }),
    withPeer({ localPorts: 500 }),
  ],
  [
    "ports in TIME_WAIT that tcp_tw_reuse gives back are normal",
    "local-ports-exhausted",
    "normal",
    { ...withPeer({ localPorts: 990, timeWaitPorts: 985 }), tcp: { ...tcp, timeWaitReuse: 1 } },
  ],
  [
    "reuse on loopback alone helps no other destination",
    "local-ports-exhausted",
    "fault",
    { ...withPeer({ localPorts: 990, timeWaitPorts: 985 }), tcp: { ...tcp, timeWaitReuse: 2 } },
  ],
  [
    "reserved ports are none",
    "local-ports-exhausted",
    "fault",
    { ...withPeer({ localPorts: 500 }), tcp: { ...tcp, reservedPorts: 490 } },
  ],
  [
    "files at 95 % are a fault",
    "open-files-exhausted",
    "fault",
    withProcess({ openFiles: { used: 973, soft: 1024 } }),
  ],
  [
    "files at 94 % are notable",
    "open-files-exhausted",
    "notable",
    withProcess({ openFiles: { used: 963, soft: 1024 } }),
  ],
  [
    "files at 79 % are nothing",
    "open-files-exhausted",
    null,
    withProcess({ openFiles: { used: 809, soft: 1024 } }),
  ],
  [
    "SYNs without answer to a peer that none reaches are a fault",
    "connects-unanswered",
    "fault",
    withPeer({ unansweredSyns: 20, byState: { SYN_SENT: 20 } }),
  ],
  [
    "to a peer that others reach they are notable",
    "connects-unanswered",
    "notable",
    withPeer({ unansweredSyns: 20, byState: { SYN_SENT: 20, ESTABLISHED: 1 } }),
  ],
  [
    "nineteen are nothing",
    "connects-unanswered",
    null,
    withPeer({ unansweredSyns: 19, byState: { SYN_SENT: 19 } }),
  ],
  [
    "dropped SYNs are a fault",
    "syn-backlog-full",
    "fault",
    counted({ TcpExtTCPReqQFullDrop: 2 }),
    counted({ TcpExtTCPReqQFullDrop: 1 }),
  ],
  [
    "SYN cookies serve: notable",
    "syn-backlog-full",
    "notable",
    counted({ TcpExtTCPReqQFullDoCookies: 2 }),
    counted({ TcpExtTCPReqQFullDoCookies: 1 }),
  ],
  [
    "a peer that most connections lost is a fault",
    "peer-went-away",
    "fault",
    withPeer({ stalled: 10, byState: { ESTABLISHED: 20 } }),
  ],
  [
    "a few of many are clients that went to sleep",
    "peer-went-away",
    null,
    withPeer({ stalled: 10, byState: { ESTABLISHED: 21 } }),
  ],
  [
    "a hundred idle without keepalive are notable",
    "idle-without-keepalive",
    "notable",
    withProcess({ idleWithoutKeepalive: 100 }),
  ],
  [
    "a full table that drops is a fault",
    "conntrack-table-full",
    "fault",
    { ...tracked(1000), ...counted({ nf_conntrack_drop: 9 }) },
    counted({ nf_conntrack_drop: 3 }),
  ],
  ["a table at 80 % is notable", "conntrack-table-full", "notable", tracked(800)],
  ["a table at 79 % is nothing", "conntrack-table-full", null, tracked(799)],
  [
    "inserts that fail now lose packets",
    "conntrack-insert-failed",
    "fault",
    counted({ nf_conntrack_insert_failed: 11 }),
    counted({ nf_conntrack_insert_failed: 1 }),
  ],
  [
    "inserts that failed once do not",
    "conntrack-insert-failed",
    null,
    counted({ nf_conntrack_insert_failed: 2 }),
    counted({ nf_conntrack_insert_failed: 2 }),
  ],
  [
    "errors now, one of a thousand, are a fault",
    "interface-received-errors",
    "fault",
    link(11, 10_000),
    link(1, 10),
  ],
  ["errors of long ago are notable", "interface-received-errors", "notable", link(20, 2000), link(20, 1002)],
  ["one error of a million is nothing", "interface-received-errors", null, link(1, 1_000_000), link(0, 0)],
  ["a carrier that changes is a fault", "carrier-flaps", "fault", link(0, 9, 0, 4), link(0, 9, 0, 2)],
  ["a queue that drops one of a hundred is a fault", "queue-drops", "fault", link(0, 990, 10), link(0, 0, 0)],
  ["a queue that drops less does its work", "queue-drops", "normal", link(0, 999, 9), link(0, 0, 0)],
  [
    "TCP above its limit is a fault",
    "tcp-memory-short",
    "fault",
    { tcp: { ...tcp, memory: { used: 1000, pressure: 800, limit: 1000 } } },
  ],
  [
    "TCP under pressure is notable",
    "tcp-memory-short",
    "notable",
    { tcp: { ...tcp, memory: { used: 800, pressure: 800, limit: 1000 } } },
  ],
  [
    "ten datagrams that are thrown away now are a fault",
    "buffers-overflow",
    "fault",
    counted({ UdpRcvbufErrors: 13 }),
    counted({ UdpRcvbufErrors: 3 }),
  ],
  [
    "a reset of counters is no rise",
    "buffers-overflow",
    null,
    counted({ UdpRcvbufErrors: 3 }),
    counted({ UdpRcvbufErrors: 9 }),
  ],
  [
    "packets by the wrong interface are notable",
    "reverse-path-filtered",
    "notable",
    counted({ TcpExtIPReversePathFilter: 4 }),
    counted({ TcpExtIPReversePathFilter: 3 }),
  ],
  [
    "a full table in the log of just now is a fault",
    "log-conntrack-full",
    "fault",
    logged("nf_conntrack: table full, dropping packet"),
  ],
  [
    "one of ten minutes ago is notable",
    "log-conntrack-full",
    "notable",
    logged("nf_conntrack: table full, dropping packet", 9_400),
  ],
  [
    "one of another namespace is none of this host's",
    "log-conntrack-full",
    null,
    logged("nf_conntrack: nf_conntrack: table full in netns 4026533905, dropping packet"),
  ],
  [
    "a flood at a port that nobody here listens on is another's",
    "log-syn-flood",
    null,
    logged("TCP: request_sock_TCP: Possible SYN flooding on port [::]:8443. Sending cookies."),
  ],
  [
    "2 % of the segments sent again are notable",
    "retransmissions-many",
    "notable",
    counted({ TcpRetransSegs: 20, TcpOutSegs: 1000 }),
    counted({ TcpRetransSegs: 0, TcpOutSegs: 0 }),
  ],
  [
    "of a few segments a share says nothing",
    "retransmissions-many",
    null,
    counted({ TcpRetransSegs: 20, TcpOutSegs: 199 }),
    counted({ TcpRetransSegs: 0, TcpOutSegs: 0 }),
  ],
];

describe("assessHost()", () => {
  for (const [fact, id, level, now, before] of cases)
    test(fact, () => expect(levelOf(assess(now, before), id)).toBe(level));

  test("a calm host is said nothing of", () => expect(assess({})).toEqual([]));

  test("what could not be read is neither healthy nor a fault", () => {
    const nothing = {
      owners: null,
      counters: null,
      interfaces: null,
      tcp: null,
      limits: null,
      log: null,
      namespace: null,
      uptime: null,
    };
    expect(assessHost({ now: { ...nothing, ticks: 0 }, before: null })).toEqual([]);
    expect(
      assessHost({ now: { ...calm, ...closing(500, null) }, before: null }).map(({ level }) => level),
    ).toEqual(["notable"]);
  });

  test("puts faults first, and of them the nearest to its limit", () => {
    const found = assess({
      ...withOwners({
        total: { byState: { TIME_WAIT: 20_000 } },
        processes: [
          {
            ...shop,
            openFiles: { used: 1000, soft: 1024 },
            byState: { CLOSE_WAIT: 150 },
            closeWaitHeld: 150,
          },
        ],
        listeners: [{ ...listener, queue: 129 }],
      }),
    });
    expect(found.map(({ id }) => id)).toEqual([
      "accept-queue-full",
      "open-files-exhausted",
      "close-wait-leak",
      "time-wait-many",
    ]);
  });

  test("every finding has numbers, a threshold, a command and something to do", () => {
    for (const [, , , now, before = {}] of cases)
      for (const { what, numbers, threshold, command, advice } of assess(now, before))
        expect([what, numbers, threshold, command, ...advice]).not.toContain("");
  });
});
