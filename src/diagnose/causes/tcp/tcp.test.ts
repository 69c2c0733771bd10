import { describe, expect, test } from "vitest";
import { attempt, proper } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import { owners } from "../../../../test/owner-records.ts";
import {
  again,
  attempted,
  connect,
  counters,
  home,
  itself,
  listener,
  onLink,
  others,
  reading,
  refusal,
  silence,
  sockets,
  told,
  tracked,
  unreachable,
} from "../../../../test/tcp-records.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { judge } from "../../judge.ts";
import { causes } from "../index.ts";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[]): string {
  const records = [told(), attempted(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const routes = (value: typeof home) => reading("local-routes", value, "freeze");
const neighbour = (state: "complete" | "incomplete", address: string) =>
  reading("neighbours", { entries: [{ address, device: "eth0", hardwareAddress: null, state }] }, "thaw");
const calm = [tracked(20), tracked(20, "thaw")];
const mute = [silence(), ...again(7, "silent"), ...others("silent")];
const down = {
  ...home,
  interfaces: home.interfaces.map((one) =>
    one.name === "lo" ? one : { ...one, state: "down", hasCarrier: false },
  ),
};
const bare = {
  ...home,
  interfaces: home.interfaces.map((one) => (one.name === "lo" ? one : { ...one, addresses: [] })),
};
const noRoute = connect({ outcome: "no-route", errno: "ENETUNREACH" });
const icmp = { icmpErrorsIn: 1 };
const ownIcmp = { icmpErrorsIn: 1, icmpErrorsOut: 1 };
const both = (value: Parameters<typeof sockets>[0]) => [sockets(value), sockets(value, "thaw")];
const overflow = counters({ TcpExtListenOverflows: 3 }, { TcpExtListenOverflows: 9 });
const flood = counters({ TcpExtTCPReqQFullDrop: 0 }, { TcpExtTCPReqQFullDrop: 900 });
const dropped = counters({ nf_conntrack_drop: 0 }, { nf_conntrack_drop: 9 });
const full = owners("client", {
  listeners: [
    {
      address: "0.0.0.0",
      port: 80,
      queue: 6,
      backlog: 5,
      halfMade: 0,
      established: 0,
      newestWaiting: [],
      owner: { pid: 7, name: "nginx" },
    },
  ],
});
const upload = { requestBodyOctets: 50_000, sentOctets: 50_000, outcome: "no-answer", status: null } as const;
const leftBehind = (what: "retransmitting" | "probingZeroWindow") => [
  sockets({}),
  sockets(
    {
      byPeer: [
        {
          peer: "192.0.2.10:80",
          byState: { "FIN-WAIT-1": 1 },
          retransmitting: 0,
          probingZeroWindow: 0,
          [what]: 1,
        },
      ],
    },
    "thaw",
  ),
];

describe("a connection that fails is the verdict of what the kernel and the protocol state", () => {
  test.each<[string, readonly Evidence[]]>([
    ["port-not-listening", [refusal(), ...again(2, "refused"), ...others("refused")]],
    ["port-not-listening!", [routes(itself), refusal(), ...both({})]],
    [
      "bound-to-loopback-only!",
      [routes(itself), refusal(), ...both({ listeners: [listener({ address: "127.0.0.1" })] })],
    ],
    ["firewall-rejects!", [refusal(icmp), ...again(2, "refused", icmp)]],
    ["firewall-rejects!", [connect({ outcome: "prohibited", errno: "EACCES" })]],
    ["firewall-rejects!", [routes(itself), refusal(), ...both({ listeners: [listener()] })]],
    ["firewall-rejects", [unreachable(2, icmp)]],
    ["firewall-drops", [silence(), ...again(7, "silent"), ...others("connected")]],
    ["firewall-drops", [silence(), ...again(7, "silent"), ...others("refused")]],
    ["host-unreachable", mute],
    ["host-unreachable!", [unreachable(3080, icmp)]],
    ["routing-loop!", [unreachable(40, { timeExceededIn: 1 })]],
    ["no-route!", [noRoute, routes(home)]],
    ["no-route!", [unreachable(2, icmp, "ENETUNREACH")]],
    ["route-blackholed!", [connect({ outcome: "no-route", errno: "EINVAL" }), routes(home)]],
    ["no-address!", [noRoute, routes(bare)]],
    ["interface-down!", [noRoute, routes(down)]],
    ["interface-down!", [routes(down), unreachable(3080, ownIcmp)]],
    [
      "neighbour-unresolved!",
      [routes(onLink), unreachable(3080, ownIcmp), neighbour("incomplete", "192.0.2.10")],
    ],
    ["gateway-unreachable!", [routes(home), silence(), neighbour("incomplete", "198.51.100.1")]],
    ["local-firewall-blocks!", [connect({ outcome: "denied-locally", errno: "EPERM" })]],
    [
      "local-firewall-blocks!",
      [...calm, silence({ heldPackets: 4 }), ...again(7, "silent", { heldPackets: 1 })],
    ],
    [
      "local-firewall-blocks!",
      [
        ...calm,
        refusal({ ...ownIcmp, heldPackets: 1 }),
        ...again(2, "refused", { ...ownIcmp, heldPackets: 1 }),
      ],
    ],
    [
      "conntrack-table-full!",
      [
        dropped.first,
        tracked(100),
        silence({ heldPackets: 4 }),
        ...again(7, "silent", { heldPackets: 1 }),
        tracked(100, "thaw"),
        dropped.last,
      ],
    ],
    [
      "ephemeral-ports-exhausted!",
      [connect({ outcome: "no-local-port", errno: "EADDRNOTAVAIL" }), routes(home)],
    ],
    ["file-descriptors-exhausted!", [connect({ outcome: "no-descriptor", errno: "EMFILE" })]],
    [
      "accept-queue-overflow!",
      [
        overflow.first,
        routes(itself),
        silence(),
        ...both({ listeners: [listener({ acceptQueue: 6 })] }),
        ...full,
        overflow.last,
      ],
    ],
    [
      // The overflow may be another listener's: a queue that waits is no full one.
      "accept-queue-overflow",
      [
        overflow.first,
        routes(itself),
        silence(),
        ...both({ listeners: [listener({ acceptQueue: 6 })] }),
        overflow.last,
      ],
    ],
    [
      "close-wait-leak!",
      [
        routes(itself),
        silence(),
        ...both({
          listeners: [
            listener({
              acceptQueue: 25,
              byState: { "CLOSE-WAIT": 237 },
              openFiles: { used: 217, soft: 216 },
            }),
          ],
        }),
      ],
    ],
    [
      // Connections that wait to be accepted hold no descriptor, though their peers have closed them.
      "file-descriptors-exhausted!",
      [
        routes(itself),
        silence(),
        ...both({
          listeners: [
            listener({
              acceptQueue: 237,
              byState: { "CLOSE-WAIT": 237 },
              openFiles: { used: 216, soft: 216 },
            }),
          ],
        }),
      ],
    ],
    [
      "syn-flood!",
      [
        flood.first,
        routes(itself),
        silence(),
        ...both({ listeners: [listener({ byState: { "SYN-RECV": 29 } }), listener({ port: 22 })] }),
        flood.last,
      ],
    ],
    [
      "syn-flood!",
      [
        flood.first,
        routes(itself),
        silence(),
        ...both({ listeners: [listener({ byState: { "SYN-RECV": 256 } })] }),
        flood.last,
      ],
    ],
    [
      "asymmetric-path-dropped!",
      [silence({ reversePathDrops: 4 }), ...again(7, "silent", { reversePathDrops: 1 })],
    ],
    ["reply-from-wrong-address!", [silence({ resetsSent: 4 }), ...again(7, "silent", { resetsSent: 1 })]],
    ["peer-resets", [connect(), connect({ afterwards: "reset-by-peer" })]],
  ])("%s", (verdict, evidence) => {
    expect(verdictOf(evidence)).toBe(`broken ${verdict}`);
  });
});

describe("an exchange that stands still", () => {
  const failing = (evidence: readonly Evidence[]) => {
    const records = [told(), ...attempt({ exchange: upload }), ...evidence];
    return `${diagnose(records, causes).verdict.cause}${isProven(records, causes) ? "!" : ""}`;
  };
  test("is a black hole when large data is sent again and small passes", () => {
    const evidence = [connect(), ...attempt({}, "difference"), ...leftBehind("retransmitting")];
    expect(failing(evidence)).toBe("mtu-black-hole!");
  });

  test("is a receiver that does not read when its window is closed", () => {
    expect(failing([connect(), ...leftBehind("probingZeroWindow")])).toBe("receiver-not-reading!");
  });
});

describe("an exchange that misses the caller's deadline", () => {
  test("is a receiver that does not read when its window is closed", () => {
    const missed = {
      answeredProperly: false,
      failedAt: "deadline",
      port: 80,
      took: 2000,
    } as const;
    const evidence = [
      told({ deadline: 2000 }),
      attempted(missed),
      connect(),
      ...leftBehind("probingZeroWindow"),
    ];
    const root = judge(evidence, causes)?.root;
    expect([root?.cause.id, root?.proven]).toEqual(["receiver-not-reading", true]);
  });
});

describe("what does not fail the request", () => {
  const served = (evidence: readonly Evidence[]) =>
    diagnose([told(), ...attempt({ attempt: proper }), ...evidence], causes).verdict;

  test.each<[string, readonly Evidence[]]>([
    ["30,000 TIME_WAIT", [connect(), sockets({ byState: { "TIME-WAIT": 30_000 } })]],
    ["a full table that makes room", [connect(), tracked(100), tracked(100, "thaw")]],
    ["overflows of another listener", [overflow.first, connect(), overflow.last]],
    ["a CLOSE_WAIT pile of a stranger", [connect(), ...both({ byState: { "CLOSE-WAIT": 5000 } })]],
    ["an interface that is not used", [connect(), routes(home)]],
    ["other ports that are silent", [connect(), ...others("silent")]],
    ["a family without a route", [connect({ address: "2001:db8::1", outcome: "no-route" }), connect()]],
    ["one silent try of many", [connect(), ...again(1, "silent"), ...again(8, "connected")]],
  ])("%s is healthy", (_, evidence) => {
    expect(served(evidence).status).toBe("healthy");
  });

  test("a share of lost SYNs degrades it, and is the path's where another port shares it", () => {
    const port22 = Array.from({ length: 6 }, (_, index) =>
      connect(
        { port: 22, isTargetPort: false, outcome: index < 3 ? "timed-out" : "refused" },
        { purpose: "difference", took: index < 3 ? 200 : 2 },
      ),
    );
    const evidence = [connect(), ...again(3, "silent"), ...again(4, "connected"), ...port22];
    expect(served(evidence)).toMatchObject({ status: "degraded", cause: "packet-loss" });
  });
});

describe("taking evidence away never makes another cause certain", () => {
  const cases: Readonly<Record<string, readonly Evidence[]>> = {
    "gateway-unreachable": [
      routes(home),
      silence(),
      neighbour("incomplete", "198.51.100.1"),
      ...again(7, "silent"),
      ...others("silent"),
    ],
    "local-firewall-blocks": [
      ...calm,
      silence({ heldPackets: 4 }),
      ...again(7, "silent", { heldPackets: 1 }),
      ...others("silent"),
    ],
    "firewall-rejects": [
      routes(itself),
      refusal(),
      ...again(2, "refused"),
      ...both({ listeners: [listener()] }),
    ],
    "no-address": [noRoute, routes(bare)],
    "accept-queue-overflow": [
      overflow.first,
      routes(itself),
      silence(),
      ...full,
      ...both({ listeners: [listener({ acceptQueue: 6 })] }),
      overflow.last,
    ],
  };
  test.each(Object.entries(cases))("%s", (right, evidence) => {
    for (const gone of evidence) {
      const verdict = verdictOf(evidence.filter((one) => one !== gone));
      if (verdict.endsWith("!")) expect(verdict, `without ${gone.kind}`).toBe(`broken ${right}!`);
    }
  });
});
