import { expect, test } from "vitest";
import { mark, quality } from "../../../test/capture-records.ts";
import { applicationsSeen } from "../../../test/captured-applications.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedQuic } from "../application/index.ts";
import { incidentsOf } from "./incidents.ts";

const standing: CapturedQuic = {
  client: { address: "192.0.2.99", port: 40_000 },
  server: { address: "198.51.100.7", port: 443 },
  first: mark(1),
  last: mark(900),
  version: "v1",
  initials: 1,
  serverName: "shop.example",
  alpn: ["h3"],
  helloIsWhole: true,
  helloOctets: 300,
  firstAnswer: mark(20),
  firstAnswerTook: 19,
  negotiation: null,
  retried: false,
  answeredHandshake: true,
  fromClient: 9,
  fromServer: 9,
  closed: null,
  icmpError: null,
};

const judged = (...kept: readonly CapturedQuic[]) =>
  incidentsOf({
    flows: [],
    quality: quality(),
    startedAt: 1_780_741_473_000,
    vantage: "capture",
    applications: applicationsSeen({ quic: { kept, leftOut: 0 } }),
  }).map(({ target, evidence }) => [target, diagnose(evidence, causes).verdict.status]);

test("QUIC that is answered is healthy, by server and name", () => {
  const other = { ...standing, serverName: null };
  expect(judged(standing, { ...standing, retried: true }, other)).toEqual([
    ["quic://shop.example:443", "healthy"],
    ["quic://198.51.100.7:443", "healthy"],
  ]);
});

test("QUIC that does not come about is no incident", () => {
  const silent = {
    ...standing,
    firstAnswer: null,
    firstAnswerTook: null,
    answeredHandshake: false,
    initials: 3,
  };
  expect(judged(silent)).toEqual([]);
  expect(judged({ ...standing, closed: { mark: mark(30), by: "server", code: 0x128 } })).toEqual([]);
});
