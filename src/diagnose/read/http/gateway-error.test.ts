import { describe, expect, test } from "vitest";
import { attempt, requestFor } from "../../../../test/http-records.ts";
import { readProxyAnswer } from "./proxy-answer.ts";

/** What is read of one answer without telling words, made by us or seen on the wire. */
const found = (status: number, by: "probe" | "observed"): readonly string[] =>
  readProxyAnswer(
    attempt({ exchange: { status, answeredBy: "unknown" } }).map((record) => ({ ...record, by })),
    requestFor(),
  ).map(({ name, strength }) => `${name}${strength === "suggests" ? "?" : ""}`);

describe("a gateway's error without telling words", () => {
  test("leaves open what befell its upstream, where it is a 502 that others got", () => {
    expect(found(502, "observed")).toEqual([]);
  });

  test("has a usual meaning, where we can try further", () => {
    expect(found(502, "probe")).toEqual(["upstream-refuses?"]);
  });

  test("says by a 504 that the upstream was late, whoever got it", () => {
    expect(found(504, "observed")).toEqual(["upstream-answers-late?"]);
  });
});
