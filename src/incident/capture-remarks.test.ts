import { describe, expect, test } from "vitest";
import { flow, mark, quality, unanswered } from "../../test/capture-records.ts";
import { applicationsSeen } from "../../test/captured-applications.ts";
import type { CaptureFacts } from "../capture/index.ts";
import { captureRemarks } from "./capture-remarks.ts";

type Applications = NonNullable<CaptureFacts["applications"]>;

const client = { address: "192.0.2.99", port: 40_000 };

const remarks = (value: Partial<Applications>, flows = [flow()]) =>
  captureRemarks({
    flows,
    quality: quality(),
    startedAt: 1_780_741_473_000,
    vantage: "capture",
    applications: applicationsSeen(value),
  });

const session: Applications["databases"]["kept"][number] = {
  stream: 3,
  client,
  server: { address: "192.0.2.10", port: 5432 },
  protocol: "postgresql",
  bothEndsSeen: true,
  first: mark(0),
  last: mark(9_000),
  serverVersion: null,
  turnedToTls: false,
  tlsRefused: false,
  offersTls: null,
  triedLogin: true,
  isReadOnly: null,
  served: null,
  ready: mark(10),
  readyTook: 10,
  requests: 3,
  waiting: { total: 20, longest: 15, longestAt: mark(30) },
  waitsSince: null,
  errors: [],
  errorCount: 0,
  end: null,
  unknownFrom: null,
};
const failed = {
  mark: mark(40),
  code: "40P01",
  number: null,
  severity: "ERROR",
  about: null,
  atStart: false,
};

const quic: Applications["quic"]["kept"][number] = {
  client,
  server: { address: "192.0.2.10", port: 5_000 },
  first: mark(1),
  last: mark(900),
  version: "v1",
  initials: 3,
  serverName: "shop.example",
  alpn: [],
  helloIsWhole: true,
  helloOctets: 300,
  firstAnswer: null,
  firstAnswerTook: null,
  negotiation: null,
  retried: false,
  answeredHandshake: false,
  fromClient: 3,
  fromServer: 0,
  closed: null,
  icmpError: null,
};

describe("captureRemarks()", () => {
  test("names a database's errors with their frames, and its longest wait", () => {
    const slow = { ...session, waiting: { total: 4_000, longest: 4_000, longestAt: mark(50) } };
    const kept = [{ ...slow, errors: [failed, failed], errorCount: 2 }];
    expect(remarks({ databases: { kept, leftOut: 0 } })).toEqual([
      "postgresql at 192.0.2.10:5432 answered with errors: 40P01 in frame 41 and 1 more",
      "postgresql at 192.0.2.10:5432 took 4.0 s for one answer (stream 3, asked in frame 51)",
    ]);
  });

  test("says that QUIC is not answered where TCP to the same place is", () => {
    expect(remarks({ quic: { kept: [quic], leftOut: 0 } })).toEqual([
      "QUIC to shop.example (192.0.2.10:5000) is not answered (frame 2), while TCP to it is answered",
    ]);
  });

  test.each<[string, Partial<typeof quic>, string]>([
    [
      "a version that is not spoken",
      { firstAnswer: mark(3), negotiation: ["v2", "0xff00001d"], version: "v1" },
      "is of version v1, which the server does not speak: it offers v2, 0xff00001d (frame 2)",
    ],
    [
      "a handshake that is closed",
      { firstAnswer: mark(3), closed: { mark: mark(3), by: "server", code: 0x128 } },
      "was closed by the server in the handshake with CRYPTO_ERROR 0x128 (handshake_failure) (frame 2)",
    ],
    [
      "a server without room",
      { firstAnswer: mark(3), closed: { mark: mark(3), by: "server", code: 2 } },
      "was closed by the server in the handshake with CONNECTION_REFUSED (frame 2)",
    ],
    [
      "ICMP",
      { initials: 1, icmpError: { mark: mark(3), from: "192.0.2.10", type: 3, code: 3 } },
      "is refused by ICMP from 192.0.2.10, type 3 code 3 (frame 2)",
    ],
  ])("tells of QUIC that does not come about: %s", (_, value, says) => {
    const kept = [{ ...quic, ...value, server: { address: "192.0.2.10", port: 443 } }];
    expect(remarks({ quic: { kept, leftOut: 0 } })).toEqual([
      `QUIC to shop.example (192.0.2.10:443) ${says}`,
    ]);
  });

  test.each<[string, Partial<typeof quic>]>([
    ["is answered after a Retry", { firstAnswer: mark(3), retried: true, answeredHandshake: true }],
    [
      "stands, whatever was negotiated before",
      { firstAnswer: mark(3), negotiation: ["v1"], answeredHandshake: true },
    ],
    ["was tried once at the end of the capture", { initials: 1 }],
  ])("is silent of QUIC that %s", (_, value) => {
    expect(remarks({ quic: { kept: [{ ...quic, ...value }], leftOut: 0 } })).toEqual([]);
  });

  test("counts the connections that many begin and nobody finishes", () => {
    const begun = Array.from({ length: 120 }, (_, stream) => ({ ...unanswered(stream), stream }));
    expect(remarks({}, begun)).toEqual([
      "120 connections to 192.0.2.10:5000 were begun by a SYN and never made, from 1 address",
    ]);
    expect(remarks({}, begun.slice(0, 99))).toEqual([]);
  });

  test("is silent of what goes well", () => {
    const answered = { ...quic, firstAnswer: mark(3), firstAnswerTook: 2 };
    const value = { databases: { kept: [session], leftOut: 0 }, quic: { kept: [answered], leftOut: 0 } };
    expect(remarks(value)).toEqual([]);
  });

  test("holds at most 20", () => {
    const kept = Array.from({ length: 99 }, (_, port) => ({
      ...quic,
      server: { address: "192.0.2.1", port },
    }));
    expect(remarks({ quic: { kept, leftOut: 0 } })).toHaveLength(20);
  });
});
