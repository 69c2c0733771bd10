import { describe, expect, test } from "vitest";
import { behindApplication } from "../../../../../test/database-records.ts";
import { EXAMPLE_START, exampleRecord } from "../../../../../test/example-record.ts";
import { asking, attempt, nginxPage, proper } from "../../../../../test/http-records.ts";
import type { Evidence, PoolCounts, PoolTotals } from "../../../../evidence/index.ts";
import { recordsOfHop } from "../../../hops.ts";
import { referenceOf } from "../../../reference.ts";
import { readApplicationPools } from "./application-pools.ts";

/** A pool of five, all in use, with three that wait, unless a test says otherwise. */
type Change = Omit<Partial<PoolCounts>, "totals"> & { readonly totals?: Partial<PoolTotals> };
const poolOf = ({ totals, ...change }: Change): PoolCounts => ({
  ...{ name: "HikariPool-1", active: 5, idle: 0, limit: 5, waiting: 3, longestWait: null },
  ...(totals === undefined
    ? {}
    : { totals: { begun: null, ended: null, waited: null, gaveUp: null, ...totals } }),
  ...change,
});

let ids = 0;

/** Looks at the pools, at these milliseconds of the run. */
const looks = (...seen: readonly (readonly [at: number, ...pools: readonly Change[]])[]) =>
  behindApplication(
    seen.map(([at, ...pools]): Evidence => {
      ids += 1;
      return exampleRecord(
        `p${ids}`,
        "pool-state",
        {
          source: "http://192.0.2.30:8080/metrics",
          readFrom: "metrics",
          pools: pools.map(poolOf),
        },
        { boundary: "database", by: "observed", observedAt: EXAMPLE_START + at, took: 5 },
      );
    }),
  );

/** Of Go's database/sql, whose waits are counted as they begin, and their time as they end. */
const go = (begun: number, waited: number, change: Change = {}): Change => ({
  ...{ waiting: null, totals: { begun, waited } },
  ...change,
});

/** The same of HikariCP by Micrometer. */
const hikari = (waiting: number, ended: number, waited: number, gaveUp = 0): Change => ({
  waiting,
  totals: { ended, waited, gaveUp },
});

const slow = attempt({ exchange: { phases: { firstByte: 4_000, transfer: 1 } }, attempt: proper });
const atOnce = attempt({ attempt: proper });
const gaveUpAtProxy = attempt({ exchange: nginxPage(504, "Gateway Time-out") });
const error = attempt({ exchange: { status: 500, answeredBy: "origin" } });

function observed(records: readonly Evidence[], exchange = slow) {
  const { own, deeper } = recordsOfHop([asking(), ...exchange, ...records], 1);
  const request = referenceOf(own, deeper);
  if (request === null) throw new Error("nothing was asked");
  return readApplicationPools(own, request);
}

/** `states`, `suggests` or `nothing`. */
const said = (records: readonly Evidence[], exchange = slow) =>
  observed(records, exchange)[0]?.strength ?? "nothing";

describe("a gauge of those who wait", () => {
  test.each([
    ["who come while it is looked, and stay", looks([0, { waiting: 0 }], [500, {}], [1_500, {}]), "states"],
    ["one of whom comes", looks([0, { waiting: 2 }], [500, {}], [1_500, {}]), "states"],
    ["who are there all the time, and nobody comes", looks([0, {}], [500, {}], [1_500, {}]), "suggests"],
    [
      "at a pool without a limit",
      looks([0, { waiting: 0, limit: null }], [500, { limit: null }], [1_500, { limit: null }]),
      "suggests",
    ],
    ["at one look alone", looks([0, { waiting: 0 }], [500, {}], [1_500, { waiting: 0 }]), "nothing"],
    ["of a single look", looks([500, {}]), "nothing"],
    ["at two looks 904 ms apart", looks([0, { waiting: 0 }], [500, {}], [1_404, {}]), "nothing"],
    ["at two looks 905 ms apart", looks([0, { waiting: 0 }], [500, {}], [1_405, {}]), "states"],
    [
      "with a connection that is idle",
      looks([0, { waiting: 0 }], [500, { active: 4, idle: 1 }], [1_500, { active: 4, idle: 1 }]),
      "nothing",
    ],
    [
      "with room for one more connection",
      looks([0, { waiting: 0 }], [500, { active: 4 }], [1_500, { active: 4 }]),
      "nothing",
    ],
    [
      "with a free one between",
      looks([0, { waiting: 0 }], [500, {}], [1_000, { active: 4, idle: 1, waiting: 0 }], [1_500, {}]),
      "nothing",
    ],
    [
      "where nobody waits: full use",
      looks([0, { waiting: 0 }], [500, { waiting: 0 }], [1_500, { waiting: 0 }]),
      "nothing",
    ],
    [
      "where it is not told: full use",
      looks([0, { waiting: null }], [500, { waiting: null }], [1_500, { waiting: null }]),
      "nothing",
    ],
  ])("%s", (_, records, expected) => {
    expect(said(records)).toBe(expected);
  });
});

describe("waits that come to an end", () => {
  test.each([
    ["after 1.0 s in the mean", looks([0, hikari(0, 10, 100)], [1_500, hikari(0, 12, 2_100)]), "states"],
    ["after 0.9 s in the mean", looks([0, hikari(0, 10, 100)], [1_500, hikari(0, 12, 1_900)]), "nothing"],
    [
      "soon, while others wait: a pool at work",
      looks([0, hikari(0, 10, 100)], [500, hikari(3, 40, 400)], [1_500, hikari(3, 90, 900)]),
      "nothing",
    ],
    [
      "not at all, while others wait",
      looks([0, hikari(0, 10, 100)], [500, hikari(3, 10, 100)], [1_500, hikari(3, 10, 100)]),
      "states",
    ],
    ["because somebody gave up", looks([0, hikari(0, 10, 100)], [500, hikari(0, 10, 100, 1)]), "states"],
    [
      "because somebody gave up, with a connection free",
      looks([0, { ...hikari(0, 10, 100), active: 0 }], [500, { ...hikari(0, 10, 100, 1), active: 0 }]),
      "nothing",
    ],
    [
      "in an application that began anew",
      looks([0, hikari(0, 10, 90_000, 7)], [1_500, hikari(0, 1, 1, 0)]),
      "nothing",
    ],
  ])("%s", (_, records, expected) => {
    expect(said(records)).toBe(expected);
  });
});

describe("waits that are counted as they begin", () => {
  test.each([
    [
      "one begins, and none has ended a second later",
      looks([0, go(5, 90)], [500, go(6, 90)], [1_500, go(6, 90)]),
      "states",
    ],
    ["one begins, and no look is later", looks([0, go(5, 90)], [500, go(6, 90)]), "nothing"],
    [
      "one begins, and one ends soon",
      looks([0, go(5, 90)], [500, go(6, 110)], [1_500, go(6, 110)]),
      "nothing",
    ],
    [
      "one begins, and one ends between the later looks",
      looks([0, go(5, 90)], [500, go(6, 90)], [1_500, go(6, 400)]),
      "nothing",
    ],
    [
      "one begins, and ends after two seconds",
      looks([0, go(5, 90)], [500, go(6, 90)], [2_500, go(6, 2_090)]),
      "states",
    ],
    [
      "many begin and end soon: full use",
      looks([0, go(5, 90)], [500, go(105, 1_090)], [1_500, go(305, 3_090)]),
      "nothing",
    ],
    [
      "none begins: what is asked now does not wait here",
      looks([0, go(5, 90)], [500, go(5, 90)], [1_500, go(5, 90)]),
      "nothing",
    ],
    [
      "the pool fills up first",
      looks([0, go(5, 90, { active: 3, idle: 2 })], [500, go(6, 90)], [1_500, go(6, 90)]),
      "states",
    ],
    [
      "without a limit none can",
      looks(
        [0, go(0, 0, { limit: null })],
        [500, go(0, 0, { limit: null })],
        [1_500, go(0, 0, { limit: null })],
      ),
      "nothing",
    ],
  ])("%s", (_, records, expected) => {
    expect(said(records)).toBe(expected);
  });
});

describe("it bears on a request", () => {
  const full = looks([0, { waiting: 0 }], [500, {}], [1_500, {}]);
  const withGivingUp = looks([0, hikari(0, 10, 100)], [500, hikari(0, 11, 500, 1)]);

  test.each([
    ["that is late", full, slow, "states"],
    ["that a proxy gave up on", full, gaveUpAtProxy, "states"],
    ["that is answered at once: no", full, atOnce, "nothing"],
    ["that fails at once: no", full, error, "nothing"],
    ["that fails, with somebody who gave up waiting", withGivingUp, error, "states"],
    ["that is answered at once, with somebody who gave up waiting: no", withGivingUp, atOnce, "nothing"],
  ])("%s", (_, records, exchange, expected) => {
    expect(said(records, exchange)).toBe(expected);
  });

  test("that did not come to the application: no", () => {
    const dead = attempt({ attempt: { failedAt: "connect" } }).map(
      (record) => ({ ...record, hop: 2 }) as Evidence,
    );
    expect(said([...dead, ...full], gaveUpAtProxy)).toBe("nothing");
  });
});

describe("what is told", () => {
  const slotsOf = (records: readonly Evidence[]) => observed(records)[0]?.slots;

  test("of a gauge: how many, and no time that is not known", () => {
    expect(slotsOf(looks([0, { waiting: 0 }], [500, {}], [1_500, {}]))).toMatchObject({
      pool: "HikariPool-1",
      poolLimit: "5 connections",
      poolWaiting: "3 requests wait",
      poolFor: "",
      place: "192.0.2.30:8080",
    });
  });

  test("of a wait that is followed: how long it is at least", () => {
    const words = { poolWaiting: "a request has to wait", poolFor: ", for 1.5 s and more" };
    expect(slotsOf(looks([0, go(5, 90)], [500, go(6, 90)], [2_005, go(6, 90)]))).toMatchObject(words);
  });

  test("of those who gave up: how many", () => {
    const seen = looks([0, hikari(0, 10, 100)], [500, hikari(0, 10, 100, 2)]);
    expect(slotsOf(seen)).toMatchObject({ poolWaiting: "2 requests gave up waiting", poolFor: "" });
  });

  test("of several pools: the one that is short", () => {
    const other: Change = { name: "reports", active: 1, idle: 4, waiting: 0 };
    const seen = looks([0, other, { waiting: 0 }], [500, other, {}], [1_500, other, {}]);
    expect(slotsOf(seen)).toMatchObject({ pool: "HikariPool-1" });
  });
});
