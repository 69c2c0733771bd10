import { expect, test } from "vitest";
import type { LoggedExchange } from "../../evidence/index.ts";
import { spread } from "./spread.ts";

const line = (server: string | null, at: number): LoggedExchange => ({
  ...{ at, client: null, method: "GET", host: null, path: "/api", status: 503, took: 0, tries: [] },
  ...{ code: "SC--", reason: null, requestId: null, server, isOurs: true },
});
const times = (list: readonly LoggedExchange[]) => list.map(({ server, at }) => `${server}${at}`);

test("each server has its share, the newest of it", () => {
  const all = [...[1, 2, 3].map((at) => line("a", at)), ...[4, 5, 6, 7].map((at) => line("b", at))];
  expect(times(spread(all, 4))).toEqual(["a2", "a3", "b6", "b7"]);
  expect(times(spread(all, 3))).toEqual(["a3", "b6", "b7"]);
});

test("what one server does not fill the others have, and lines without a server are one group", () => {
  const all = [line("a", 1), ...[2, 3, 4].map((at) => line(null, at))];
  expect(times(spread(all, 3))).toEqual(["a1", "null3", "null4"]);
  expect(times(spread(all, 9))).toEqual(["a1", "null2", "null3", "null4"]);
  expect(spread(all, 0)).toEqual([]);
});
