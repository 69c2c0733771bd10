import { expect, test } from "vitest";
import { answered } from "../../test/http-records.ts";
import { httpStatusOf, inWordsOfHttp, isProperGrpc } from "./index.ts";

test("a status that is an application's deliberate answer is no failure, one of a server that fails is", () => {
  const statuses = Array.from({ length: 17 }, (_, status) => status);
  expect(statuses.filter((status) => httpStatusOf(status, "unknown") !== null)).toEqual([
    2, 4, 8, 13, 14, 15,
  ]);
  expect(isProperGrpc({ ...answered, grpcStatus: 12, grpcMessage: null })).toBe(true);
  expect(isProperGrpc({ ...answered, grpcStatus: null, grpcMessage: null })).toBe(false);
  expect(isProperGrpc({ ...answered, status: 502, grpcStatus: null, grpcMessage: null })).toBe(false);
});

test("a deadline that an application met by itself is no gateway's timeout", () => {
  const late = { ...answered, grpcStatus: 4, grpcMessage: "late" };
  expect(inWordsOfHttp(late).status).toBe(500);
  expect(inWordsOfHttp({ ...late, answeredBy: "intermediary" }).status).toBe(504);
});

test("what is no call, or a proper one, is told as it is", () => {
  expect(inWordsOfHttp(answered)).toBe(answered);
  const proper = { ...answered, grpcStatus: 0, grpcMessage: null };
  expect(inWordsOfHttp(proper)).toBe(proper);
});
