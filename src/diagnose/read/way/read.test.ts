import { describe, expect, test } from "vitest";
import { askedFor } from "../../../../test/http-records.ts";
import { decision, pathProbe, routesOf, SERVER, seenAt, tables, way } from "../../../../test/way-records.ts";
import type { Evidence, KernelEvent } from "../../../evidence/index.ts";
import { vocabulary } from "../../vocabulary/index.ts";
import { wayReaders } from "./index.ts";

/** Names of what the readers find: `!name` for a no, `name?` for what is only suggested, with the host where it has one. */
function find(evidence: readonly Evidence[]): readonly string[] {
  const request = {
    asked: askedFor,
    client: "client",
    server: "server",
    address: SERVER,
    way: ["client", "r1", "r2", "server"],
    window: { from: 0, until: 1 },
  };
  return wayReaders
    .flatMap((read) => read(evidence, request))
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
    ["two hardware addresses for one address", [claims(2, 1)], ["address-claimed-twice"]],
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

  test.each<[string, Evidence, boolean]>([
    ["smaller than the sender's", small({ mtu: 1400 }), true],
    ["as large as the sender's", small({ mtu: 1500 }), false],
    ["that is not known", small({ mtu: null }), false],
  ])("of a link %s", (_, there, isFound) => {
    expect(find(way({ there: { r1: there } })).includes("smaller-link-unlearnt")).toBe(isFound);
  });

  test("says nothing of a smaller link that the sender has learnt", () => {
    const client = decision("client", { gateway: "198.51.100.1", cachedMtu: 1400 });
    expect(find(way({ there: { client, r1: small({ mtu: 1400 }) } }))).not.toContain("smaller-link-unlearnt");
  });

  test("finds no fault in a way as it should be", () => {
    expect(find(way()).filter((word) => !word.startsWith("!"))).toEqual([]);
  });

  test("finds that one direction passes another host", () => {
    const back = decision("server", { way: "back", gateway: "192.0.2.1" });
    const shortcut = decision("r2", { way: "back", gateway: null, inputInterface: "eth1" });
    const found = find(way({ back: { server: back, r2: shortcut } }));
    expect(found).toEqual(expect.arrayContaining(["answers-leave-another-way", "sees-one-direction at r1"]));
  });

  test("asks of no host what its own routes alone do not tell", () => {
    expect(find([routesOf("r1"), routesOf("r2")])).toEqual([]);
  });
});
