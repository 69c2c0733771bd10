import { describe, expect, test } from "vitest";
import {
  CLIENT,
  decision,
  firewall,
  pathProbe,
  routesOf,
  rule,
  SERVER,
  seenAt,
  tables,
  way,
} from "../../../../test/way-records.ts";
import { wayRequest } from "../../../../test/way-request.ts";
import type { Evidence, KernelEvent } from "../../../evidence/index.ts";
import { vocabulary } from "../../vocabulary/index.ts";
import { wayReaders } from "./index.ts";

/** Names of what the readers find: `!name` for a no, `name?` for what is only suggested, with the host where it has one. */
function find(evidence: readonly Evidence[]): readonly string[] {
  return wayReaders
    .flatMap((read) => read(evidence, wayRequest))
    .filter(({ name }) => name !== "lies-on-way" && name !== "answers-lack-route")
    .map(({ name, holds, strength, at }) => {
      const weaker = strength === "suggests" && vocabulary[name].strength === "states";
      return `${holds ? "" : "!"}${name}${weaker ? "?" : ""}${at === null ? "" : ` at ${at}`}`;
    });
}

const probed = (sent: number, answered: number) => pathProbe({ atDestination: { sent, answered } });
const event = (value: Partial<KernelEvent>): KernelEvent => ({
  at: 0,
  event: "reset-sent",
  reason: null,
  location: null,
  source: SERVER,
  destination: "198.51.100.9",
  sourcePort: 80,
  destinationPort: 40_000,
  icmp: null,
  isOfFlow: true,
  ...value,
});
const heard = (vantage: string, events: readonly KernelEvent[], isPartial = false) =>
  seenAt(vantage, "kernel-events", { events, others: {}, isPartial });
const received = event({ event: "reset-received" });
const shaped = (overlimits: readonly [number, number], kind = "tbf", host = "r1") =>
  overlimits.map((count, index) => {
    const direction = { packets: 9, octets: 900, errors: 0, dropped: 0 };
    const queue = { kind, dropped: 0, overlimits: count, backlogOctets: 0 };
    return seenAt(
      host,
      "interface-counters",
      {
        interfaces: [
          { name: "eth1", kind: null, received: direction, sent: direction, carrierChanges: 0, queue },
        ],
        softnet: null,
      },
      index === 0 ? "freeze" : "thaw",
    );
  });
const claims = (...answers: readonly number[]) =>
  seenAt("client", "address-conflict", {
    address: SERVER,
    interface: "eth0",
    asked: 3,
    answers: answers.map((count, index) => ({ hardwareAddress: `02:00:00:00:00:0${index}`, count })),
  });
const link = { mtu: 1500, state: "up", hasCarrier: true };
const twoLinks = routesOf("server", [], {
  interfaces: [
    { name: "eth0", addresses: [SERVER], ...link },
    { name: "eth1", addresses: ["192.0.2.11"], ...link },
  ],
});
const forwardingAt = (host: string, isOn: boolean) =>
  seenAt(host, "network-settings", {
    forwarding: { ipv4: isOn, ipv6: isOn },
    interfaces: ["eth0", "eth1"].map((name) => ({
      name,
      forwarding4: isOn,
      forwarding6: isOn,
      rpFilter: 0,
      disableIpv6: false,
    })),
    synCookies: 1,
    timeWaitReuse: 2,
    mtuProbing: 0,
    localPorts: [32_768, 60_999],
    largestBacklog: 4096,
  });
const quietConnection = {
  after: "answer",
  localAddress: CLIENT,
  localPort: 40_000,
  address: SERVER,
  port: 80,
  state: "ESTABLISHED",
  backoffs: 0,
  retransmits: 0,
  totalRetransmits: 0,
  unacknowledged: 0,
  lost: 0,
  reordering: 3,
  rto: 200,
  rtt: 1,
  rttVariation: 1,
  minRtt: 1,
  receiveMss: 536,
  pathMtu: 1500,
  lastDataSent: 0,
  lastDataReceived: 0,
  lastAckReceived: 0,
  octetsAcknowledged: 0,
  octetsReceived: 0,
  notSent: 0,
  receiverWindowLimited: 0,
} as const;
const narrow = routesOf("r1", [], {
  interfaces: [{ name: "eth0", addresses: ["198.51.100.1"], ...link }],
});
const sharing = routesOf("r1", [], { otherAddresses: [SERVER] });
const sending = (sendMss: number) =>
  seenAt("client", "tcp-info", { ...quietConnection, sendMss }, "reference");
const small = (value: { readonly mtu: number | null; readonly cachedMtu?: number }) =>
  decision("r1", { gateway: "203.0.113.2", device: "eth1", ...value });

describe("a reader of the way", () => {
  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["loss at the destination", [probed(20, 18)], ["!hops-repeat", "loss-at-destination"]],
    ["one lost of twenty", [probed(20, 19)], ["!hops-repeat"]],
    ["none lost of twenty", [probed(20, 20)], ["!hops-repeat", "!loss-at-destination"]],
    ["too few probes for a share", [probed(9, 4)], ["!hops-repeat"]],
    ["a destination that answers nothing", [probed(20, 0)], ["!hops-repeat"]],
    [
      "packets that vanish by size",
      [pathProbe({ isBlackHole: true, pathMtu: 1280 })],
      ["!hops-repeat", "probe-finds-black-hole"],
    ],
    [
      "another destination's loss",
      [pathProbe({ destination: "192.0.2.11", atDestination: { sent: 20, answered: 9 } })],
      [],
    ],
    ["a reset that the server sent", [heard("server", [event({})])], ["server-sent-reset"]],
    [
      "a reset that the server did not send",
      [heard("client", [received]), heard("server", [])],
      ["!server-sent-reset"],
    ],
    ["a reset, and nobody listened to the server", [heard("client", [received])], []],
    [
      "a reset, and a part of what the server did was lost",
      [heard("client", [received]), heard("server", [], true)],
      [],
    ],
    ["a stranger's reset", [heard("server", [event({ isOfFlow: false })])], []],
    ["two hardware addresses for one address", [claims(2, 1)], ["address-claimed-twice?"]],
    [
      "two hardware addresses for that of a host with one interface",
      [claims(2, 1), routesOf("server")],
      ["address-claimed-twice", "claimants-are-apart"],
    ],
    [
      "two hardware addresses of a host with two interfaces",
      [claims(2, 1), twoLinks],
      ["address-claimed-twice?"],
    ],
    ["one hardware address", [claims(3)], ["!address-claimed-twice?"]],
    ["nobody who answers", [claims()], []],
  ])("of %s", (_, evidence, found) => {
    expect(find(evidence)).toEqual(found);
  });

  test.each<[string, readonly Evidence[], string, boolean]>([
    ["a shaper that held packets back", shaped([5, 50]), "shaper-holds-back at r1", true],
    ["a shaper that did not", shaped([5, 6]), "shaper-holds-back at r1", false],
    ["a queue that is no shaper", shaped([5, 50], "fq_codel"), "shaper-holds-back at r1", false],
    ["a shaper of a host elsewhere", shaped([5, 50], "tbf", "app1"), "shaper-holds-back at app1", false],
    [
      "INVALID packets, each time that the SYN was answered",
      tables("r1", { statistics: { invalid: 1 } }, { statistics: { invalid: 4 } }),
      "invalid-packets-counted at r1",
      true,
    ],
    [
      "a few INVALID packets",
      tables("r1", { statistics: { invalid: 1 } }, { statistics: { invalid: 3 } }),
      "invalid-packets-counted? at r1",
      true,
    ],
  ])("of %s", (_, evidence, name, isFound) => {
    expect(find([...way(), ...evidence]).includes(name)).toBe(isFound);
  });

  test.each<[string, Evidence, readonly Evidence[], readonly string[]]>([
    ["smaller than what is sent", small({ mtu: 1400 }), [sending(1448)], ["smaller-link-unlearnt at r1"]],
    ["that what is sent fits", small({ mtu: 1400 }), [sending(1348)], []],
    [
      "that it is an octet too large for",
      small({ mtu: 1399 }),
      [sending(1348)],
      ["smaller-link-unlearnt at r1"],
    ],
    ["smaller than the sender's", small({ mtu: 1400 }), [], ["smaller-link-unlearnt? at r1"]],
    ["as large as the sender's", small({ mtu: 1500 }), [], []],
    ["that is not known", small({ mtu: null }), [], []],
  ])("of a link %s", (_, there, sent, found) => {
    const words = find([...way({ there: { r1: there } }), ...sent]);
    expect(words.filter((word) => word.startsWith("smaller-link-unlearnt"))).toEqual(found);
  });

  test("says nothing of a smaller link that the sender has learnt", () => {
    const client = decision("client", { gateway: "198.51.100.1", cachedMtu: 1400 });
    const words = find(way({ there: { client, r1: small({ mtu: 1400 }) } }));
    expect(words.filter((word) => word.startsWith("smaller-link-unlearnt"))).toEqual([]);
  });

  test("finds no fault in a way as it should be", () => {
    expect(find(way()).filter((word) => !word.startsWith("!"))).toEqual([]);
  });

  test("finds that one direction passes another host", () => {
    const back = decision("server", { way: "back", gateway: "192.0.2.1" });
    const shortcut = decision("r2", { way: "back", gateway: null, inputInterface: "eth1" });
    const legs = ["203.0.113.2", "192.0.2.1", "198.51.100.3"].map((address, index) => ({
      name: `eth${index}`,
      addresses: [address],
      ...link,
    }));
    const beside = routesOf("r2", [], { interfaces: legs });
    const found = find([...way({ back: { server: back, r2: shortcut } }), beside]);
    expect(found).toEqual(expect.arrayContaining(["answers-leave-another-way", "sees-one-direction at r1"]));
  });

  test("hears nothing of an answer that a filter rejects: that is told to the server", () => {
    const rejecting = (way: "forward" | "back") =>
      firewall("r1", [rule({ way, hook: "forward", verdict: "reject-reset" })]);
    expect(find([...way(), rejecting("back")])).toContain("filter-drops-flow at r1");
    expect(find([...way(), rejecting("forward")])).toContain("filter-rejects-flow at r1");
  });

  test("only suggests it where a host between two may answer ARP for both", () => {
    const client = decision("client", { gateway: null });
    const found = find(way({ there: { client } }));
    expect(found).toContain("sees-one-direction? at r1");
  });

  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["a router on the way", [...way(), forwardingAt("r1", false)], ["forwarding-is-off at r1"]],
    ["one that may lie on it", [routesOf("r1"), forwardingAt("r1", false)], ["forwarding-is-off? at r1"]],
    ["a host with one link", [narrow, forwardingAt("r1", false)], []],
    [
      "a host that takes the packets for its own",
      [routesOf("r1"), forwardingAt("r1", false), decision("r1", { outcome: "local" })],
      [],
    ],
    ["a host with the same address", [sharing, forwardingAt("r1", false)], []],
  ])("says that %s does not forward only where it should", (_, evidence, found) => {
    expect(find(evidence).filter((word) => word.startsWith("forwarding-is-off"))).toEqual(found);
  });

  test("asks of no host what its own routes alone do not tell", () => {
    expect(find([routesOf("r1"), routesOf("r2")])).toEqual([]);
  });
});
