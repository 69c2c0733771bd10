import { expect, test } from "vitest";
import { type Grouped, groupsOf } from "./series-groups.ts";

const attempt = (change: Partial<Grouped>): Grouped => ({
  ...{ at: 0, isProper: true, backend: null, address: "192.0.2.1", octets: 100 },
  ...change,
});

test("groupsOf() counts by what differs, those with failures first", () => {
  const attempts = [
    attempt({ backend: "app1" }),
    attempt({ backend: "app1" }),
    attempt({ backend: "app2", isProper: false, at: 60_000 }),
    attempt({ octets: null, isProper: false, at: 60_000 }),
  ];
  expect(groupsOf(attempts)).toEqual([
    { by: "backend", name: "app2", count: 1, failures: 1 },
    { by: "backend", name: "app1", count: 2, failures: 0 },
    { by: "minute", name: "1970-01-01T00:01Z", count: 2, failures: 2 },
    { by: "minute", name: "1970-01-01T00:00Z", count: 2, failures: 0 },
  ]);
});

test("groupsOf() has no group of what is the same for all", () => {
  expect(groupsOf([attempt({}), attempt({})])).toEqual([]);
  expect(groupsOf([])).toEqual([]);
});

test("groupsOf() keeps thirty of a kind", () => {
  const attempts = Array.from({ length: 200 }, (_, index) => attempt({ backend: `app${index}` }));
  expect(groupsOf(attempts)).toHaveLength(30);
});
