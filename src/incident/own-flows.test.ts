import { describe, expect, test } from "vitest";
import { flow, mark } from "../../test/capture-records.ts";
import { connect as connectRecord } from "../../test/tcp-records.ts";
import type { CapturedFlow, Evidence, TcpConnect } from "../evidence/index.ts";
import { ownFlows } from "./own-flows.ts";

const STARTED = 1_780_741_473_000;
const server = { address: "192.0.2.10", port: 5_000 };

/** A connect that began so long after the capture. */
const connect = (at: number, value: Partial<TcpConnect> = {}): Evidence => ({
  ...connectRecord({ ...server, localPort: 40_000, ...value }, { took: 3 }),
  observedAt: STARTED + at,
});
const from = (port: number, value: Partial<CapturedFlow> = {}): CapturedFlow =>
  flow({ client: { address: "192.0.2.99", port }, server, ...value });
const found = (flows: readonly CapturedFlow[], evidence: readonly Evidence[], apart?: number) =>
  ownFlows({ flows, startedAt: STARTED }, evidence, apart).map(
    ({ flow: { client }, connect: { id } }) => `${client.port} ${id}`,
  );

describe("ownFlows()", () => {
  test("takes the flow between the ends of a connect for its own, and no other at the same time", () => {
    const own = connect(0);
    expect(found([from(40_000), from(40_001)], [own])).toEqual([`40000 ${own.id}`]);
  });

  test("gives each of two connects in a row its own", () => {
    const [first, second] = [connect(0), connect(2, { localPort: 40_001 })];
    expect(found([from(40_000), from(40_001, { first: mark(2) })], [first, second])).toEqual([
      `40000 ${first.id}`,
      `40001 ${second.id}`,
    ]);
  });

  test("takes a connection that was taken down twice as one", () => {
    const own = connect(0);
    expect(found([from(40_000)], [own, connect(3, { afterwards: "reset-by-peer" })])).toEqual([
      `40000 ${own.id}`,
    ]);
  });

  test("takes none where the port is not known and another flow fits as well", () => {
    const blind = connect(0, { localPort: null });
    expect(found([from(40_000)], [blind])).toEqual([`40000 ${blind.id}`]);
    expect(found([from(40_000), from(40_001)], [blind])).toEqual([]);
  });

  test("takes none whose end is another than the connect's", () => {
    expect(found([from(40_000)], [connect(0, { outcome: "timed-out", handshake: null })])).toEqual([]);
    expect(found([from(40_000, { firstAck: null })], [connect(0)])).toEqual([]);
  });

  test("takes one of another clock by its ports alone, and never by the time of day", () => {
    expect(found([from(40_000, { first: mark(900) })], [connect(0)])).toEqual([]);
    expect(found([from(40_000, { first: mark(900) })], [connect(0)], 30_000)).toHaveLength(1);
    expect(found([from(40_000, { first: mark(900) })], [connect(0, { localPort: null })], 30_000)).toEqual(
      [],
    );
  });

  test("takes none of what others observed", () => {
    const other = { ...connect(0), by: "observed" } as Evidence;
    expect(found([from(40_000)], [other])).toEqual([]);
  });
});
