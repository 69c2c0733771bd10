import { expect, test } from "vitest";
import { anyRequest } from "../../../../test/observation.ts";
import { connect } from "../../../../test/tcp-records.ts";
import { seenAt } from "../../../../test/way-records.ts";
import type { Evidence, SeriesSample } from "../../../evidence/index.ts";
import { readOtherTries } from "./other-tries.ts";

const ADDRESS = "192.0.2.10";
const quick: SeriesSample = {
  at: 1_790_000_000_000,
  took: 8,
  failedAt: null,
  handshake: 2,
  firstByte: 1,
  roundTrip: null,
  synsAgain: 0,
  address: ADDRESS,
};
const sentAgain: SeriesSample = { ...quick, took: 1_020, handshake: 1_014, synsAgain: 1 };

/** The first attempt's own record, and a series of it and others. */
function found(others: readonly SeriesSample[], more: readonly Evidence[] = []): string[] {
  const samples = [{ ...quick, synsAgain: null }, ...others];
  const series = seenAt(anyRequest.client, "series", {
    ...{ of: "attempt", count: samples.length, failures: 0, p50: 8, p99: 1_020, failedAt: [] },
    samples,
  });
  const request = { ...anyRequest, address: ADDRESS };
  return readOtherTries([connect({ address: ADDRESS }), series, ...more], request)
    .filter(({ name }) => name === "tries-fail-at-times")
    .map(({ holds, slots }) => `${holds} ${slots["failing"] ?? ""} of ${slots["tries"] ?? ""}`);
}

const many = (count: number, sample: SeriesSample) => new Array<SeriesSample>(count).fill(sample);

test.each<[string, readonly SeriesSample[], readonly string[]]>([
  ["two SYNs sent again of twenty attempts", [...many(18, quick), ...many(2, sentAgain)], ["true 2 of 21"]],
  ["one, which may be chance", [...many(18, quick), sentAgain], []],
  [
    "waits of this process, which sent no SYN again",
    [...many(18, quick), ...many(4, { ...sentAgain, synsAgain: 0 })],
    ["false  of "],
  ],
  ["waits of an older version, which did not count", many(4, { ...sentAgain, synsAgain: null }), []],
  ["attempts at another address", many(4, { ...sentAgain, address: "192.0.2.11" }), []],
  [
    "connects that nobody answered",
    [...many(9, quick), ...many(2, { ...quick, took: 3_000, failedAt: "connect", handshake: null })],
    ["true 2 of 12"],
  ],
  [
    "refusals, which come at once",
    [...many(9, quick), ...many(2, { ...quick, failedAt: "connect", handshake: null })],
    [],
  ],
])("of a series, %s", (_, others, expected) => {
  expect(found(others)).toEqual(expected);
});

test("an attempt of a series that has records of its own is counted once", () => {
  const again = connect(
    { address: ADDRESS, handshake: 1_014 },
    { took: 1_014, attempt: 2, counted: { synRetransmissions: 1 } },
  );
  expect(found([sentAgain, ...many(9, quick)], [again])).toEqual([]);
});
