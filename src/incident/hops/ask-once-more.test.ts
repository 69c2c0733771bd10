import { describe, expect, test } from "vitest";
import type { PathEntry } from "../../config/index.ts";
import type { Attempt } from "../../evidence/index.ts";
import { mayAskOnceMore, wasSlow } from "./ask-once-more.ts";

const database: PathEntry = { kind: "database", at: "app1", url: "redis://192.0.2.40", passwordFile: null };
const app: PathEntry = { kind: "app", at: "app1", url: "http://192.0.2.20:8080", metrics: null, log: null };
const get = { scheme: "http", method: "GET" } as const;

describe("a request is sent once more beside its database", () => {
  test("where it changes nothing, and no hop between is asked anyway", () => {
    expect(mayAskOnceMore(get, [{ entry: database }])).toBe(true);
    expect(mayAskOnceMore({ ...get, method: "HEAD" }, [{ entry: database }])).toBe(true);
    expect(mayAskOnceMore({ ...get, method: "POST" }, [{ entry: database }])).toBe(false);
    expect(mayAskOnceMore(get, [{ entry: app }, { entry: database }])).toBe(false);
    expect(mayAskOnceMore(get, [])).toBe(false);
    expect(mayAskOnceMore({ ...get, scheme: "postgres" }, [{ entry: database }])).toBe(false);
  });

  const attempt = (change: Partial<Attempt>) => ({
    value: {
      ...{ number: 1, answeredProperly: true, failedAt: null, address: null, port: null, took: 5 },
      ...{ phases: { lookup: 1, connect: 1, tls: null, firstByte: 3, transfer: 1 }, status: 200, steps: [] },
      ...change,
    } as Attempt,
  });
  const late = { lookup: 1, connect: 1, tls: null, firstByte: 1_001, transfer: 1 };

  test("where it was slow, or ended with a timeout", () => {
    expect(wasSlow(attempt({ phases: late, took: 1_010 }))).toBe(true);
    expect(wasSlow(attempt({ failedAt: "deadline", status: null }))).toBe(true);
    expect(wasSlow(attempt({ failedAt: "exchange", status: null, took: 30_000 }))).toBe(true);
    expect(wasSlow(attempt({ failedAt: "exchange", status: 504, took: 30_000 }))).toBe(true);
  });

  test("and not where it was quick, or failed otherwise", () => {
    expect(wasSlow(attempt({}))).toBe(false);
    expect(wasSlow(attempt({ phases: { ...late, firstByte: 1_000 } }))).toBe(false);
    expect(wasSlow(attempt({ failedAt: "exchange", status: 500, took: 5 }))).toBe(false);
    expect(wasSlow(attempt({ failedAt: "connect", status: null, took: 3_500 }))).toBe(false);
  });
});
