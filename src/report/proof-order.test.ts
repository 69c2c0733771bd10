import { expect, test } from "vitest";
import { brokenRun } from "../../test/run-example.ts";
import type { Evidence } from "../evidence/index.ts";
import { citedBy, readingOrder } from "./proof-order.ts";

/** A record with no more than the order reads. */
const record = (id: string, kind: string, boundary: string, value: object): Evidence =>
  ({ id, kind, boundary, value }) as unknown as Evidence;

const order = (
  records: readonly Evidence[],
  boundary: Evidence["boundary"] | null = "dns",
  at: string | null = null,
) =>
  readingOrder(records, { boundary, at, client: "client" }, (each) => each)
    .map(({ id }) => id)
    .join(" ");

const asked = (id: string, server: string, outcome: string) =>
  record(id, "dns-exchange", "dns", { server, outcome });

test("readingOrder() puts the broken boundary before the others, and what failed before what did not", () =>
  expect(
    order([
      record("e1", "tcp-connect", "tcp", { address: "192.0.2.1", outcome: "connected" }),
      record("e2", "tcp-connect", "tcp", { address: "192.0.2.2", outcome: "refused" }),
      asked("e3", "192.0.2.53", "answered"),
      asked("e4", "192.0.2.54", "timed-out"),
    ]),
  ).toBe("e4 e3 e2 e1"));

test("readingOrder() puts what repeats a kind, place and ending behind all that tells something new", () =>
  expect(
    order([
      asked("e1", "192.0.2.53", "timed-out"),
      asked("e2", "192.0.2.53", "timed-out"),
      asked("e3", "192.0.2.54", "answered"),
    ]),
  ).toBe("e1 e3 e2"));

test("readingOrder() puts readings of the whole host last", () =>
  expect(
    order(
      [
        record("e1", "socket-table", "tcp", {}),
        record("e2", "attempt", "client", { answeredProperly: false }),
      ],
      "tcp",
    ),
  ).toBe("e2 e1"));

test("readingOrder() puts what failed at the host that the verdict names before all else", () => {
  const seen = (id: string, vantage: string, kind: string, value: object): Evidence =>
    ({ ...record(id, kind, "route", value), vantage }) as Evidence;
  const records = [
    seen("e1", "client", "tcp-connect", { address: "192.0.2.1", outcome: "timed-out" }),
    seen("e2", "client", "route-decision", { way: "forward", outcome: "unicast" }),
    seen("e3", "web1", "route-decision", { way: "forward", outcome: "local" }),
    seen("e4", "web1", "route-decision", { way: "back", outcome: "no-route" }),
    seen("e5", "web1", "firewall", { matches: [{ verdict: "accept" }] }),
    seen("e6", "web1", "firewall", { matches: [{ verdict: "drop" }, null] }),
  ];
  expect(order(records, "response", "web1")).toBe("e4 e6 e1 e2 e3 e5");
  expect(order(records, "response", "client")).toBe("e1 e4 e6 e2 e3 e5");
});

test("readingOrder() takes a record without its value as one that shows no failure", () =>
  expect(order([record("e1", "attempt", "dns", {}), asked("e2", "192.0.2.53", "reset")])).toBe("e2 e1"));

test("citedBy() leaves out what the run does not hold", () => {
  const { verdict } = brokenRun.diagnosis;
  const diagnosis = { ...brokenRun.diagnosis, verdict: { ...verdict, because: ["e99", "e5"] } };
  expect(citedBy({ ...brokenRun, diagnosis }).map(({ id }) => id)).toEqual(["e5"]);
});
