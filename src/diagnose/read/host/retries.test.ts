import { describe, expect, test } from "vitest";
import { askedFor, requestFor } from "../../../../test/http-records.ts";
import { owners } from "../../../../test/owner-records.ts";
import type { DestinationSockets, Evidence, ListeningSocket } from "../../../evidence/index.ts";
import { readRetries } from "./retries.ts";

const { port } = askedFor;

/** Names of what the reader finds, with the host where it has one. */
function find(evidence: readonly Evidence[]): readonly string[] {
  const found = readRetries(evidence, requestFor({ server: "server", way: ["client", "server"] }));
  return found.map(({ name, at }) => `${name}${at === null ? "" : ` at ${at}`}`);
}

const peer = (value: Partial<DestinationSockets> = {}): DestinationSockets => ({
  localAddress: "198.51.100.9",
  address: "192.0.2.10",
  port,
  byState: { SYN_SENT: 20 },
  localPorts: 20,
  timeWaitPorts: 0,
  unansweredSyns: 0,
  synRetries: [20],
  stalled: 0,
  ...value,
});
const connecting = (value: Partial<DestinationSockets> = {}, host = "client") =>
  owners(host, { peers: [peer(value)] });

describe("connections without an answer", () => {
  const renewedAt = (host: string) => [`connects-renewed-at-once at ${host}`];

  test("whose places others have taken are tried again without backoff, at whatever host", () => {
    expect(find(connecting())).toEqual(renewedAt("client"));
    expect(find(connecting({}, "neighbour"))).toEqual(renewedAt("neighbour"));
    expect(find(connecting({ synRetries: [0, 0, 20] }))).toEqual(renewedAt("client"));
  });

  test("count with those that their process has given up, and nobody acknowledged", () => {
    const then = connecting({ byState: { FIN_WAIT1: 20, ESTABLISHED: 30 }, synRetries: [] });
    const later = (count: number) => connecting({ byState: { FIN_WAIT1: count }, synRetries: [] });
    expect(find([...then.slice(0, 1), ...later(40).slice(1)])).toEqual(renewedAt("client"));
    expect(find([...then.slice(0, 1), ...later(39).slice(1)])).toEqual([]);
  });

  const brief = (synRetries: readonly number[]) =>
    connecting({ synRetries }).map((record, index) => ({ ...record, observedAt: index * 3_000 }));
  test("are new where their SYN went out less often than since the first look", () => {
    expect(find(brief([5, 15, 5]))).toEqual(renewedAt("client"));
    expect(find(brief([5, 14, 6]))).toEqual([]);
  });

  test.each<[string, readonly Evidence[]]>([
    ["19 of them", connecting({ byState: { SYN_SENT: 19 }, synRetries: [19] })],
    ["19 new ones", connecting({ byState: { SYN_SENT: 24 }, synRetries: [19] })],
    ["fewer new ones than others", connecting({ byState: { SYN_SENT: 50 }, synRetries: [24] })],
    ["to another port", connecting({ port: port + 1 })],
    ["to another host", connecting({ address: "192.0.2.11" })],
    ["seen once", connecting().slice(0, 1)],
    [
      "gone afterwards",
      [...connecting().slice(0, 1), ...connecting({ byState: {}, synRetries: [] }).slice(1)],
    ],
  ])("are no storm: %s", (_, evidence) => {
    expect(find(evidence)).toEqual([]);
  });

  test("are the crowd where more wait than are connected, and some are made", () => {
    const made = (byState: DestinationSockets["byState"]) => [
      ...connecting().slice(0, 1),
      ...connecting({ byState: { SYN_SENT: 20, ...byState } }).slice(1),
    ];
    expect(find(made({ TIME_WAIT: 1, ESTABLISHED: 19 }))).toContain("retries-crowd-target at client");
    expect(find(made({ TIME_WAIT: 1, ESTABLISHED: 20 }))).toEqual(renewedAt("client"));
    expect(find(made({}))).toEqual(renewedAt("client"));
  });
});

describe("a listener at its backlog", () => {
  const listening = (value: Partial<ListeningSocket>) =>
    owners("server", {
      listeners: [
        {
          address: "0.0.0.0",
          port,
          queue: 6,
          backlog: 5,
          halfMade: 0,
          established: 6,
          newestWaiting: [],
          owner: null,
          ...value,
        },
      ],
    });

  test("takes some where more came into its queue than there was room for", () => {
    const taken = ["listener-takes-some"];
    expect(find(listening({ newestWaiting: [400, 90_000_000] }))).toEqual(taken);
    expect(find(listening({ queue: 5, newestWaiting: [400, 900] }))).toEqual(taken);
  });

  test.each<[string, Partial<ListeningSocket>]>([
    ["all of it came before", { newestWaiting: [90_000_000, 90_000_000] }],
    ["one came into the room for one", { queue: 5, newestWaiting: [400, 90_000_000] }],
    ["the queue is short", { queue: 4, newestWaiting: [400, 900] }],
    ["another port's", { port: port + 1, newestWaiting: [400, 900] }],
    ["no times are seen", {}],
  ])("is not seen to take any: %s", (_, value) => {
    expect(find(listening(value))).toEqual([]);
  });
});
