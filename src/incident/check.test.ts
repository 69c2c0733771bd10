import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { parseTarget, readOptions } from "../config/index.ts";
import { check } from "./check.ts";
import { RunEndedEarly } from "./ended-early.ts";

const server = createServer((_, response) => response.end("whole"));
let target = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // A TCP server's.
});
afterAll(() => void server.close());

const context = { clock: systemClock, signal: new AbortController().signal, env: {}, version: "0" };

test("check() gives what was seen until a bug ended the run", async () => {
  let seen = 0;
  const onRecord = () => {
    if (++seen === 5) throw new TypeError("a bug");
  };
  const failure: unknown = await check(parseTarget(target), readOptions({}), { ...context, onRecord }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(RunEndedEarly);
  const { run, cause } = failure as RunEndedEarly; // As was just seen.
  expect(cause).toBeInstanceOf(TypeError);
  expect(run.evidence).toHaveLength(5);
  expect(run.endedEarlyBy).toBe("TypeError: a bug");
  expect(run.diagnosis.verdict).toMatchObject({ status: "inconclusive", cause: null });
  expect(run.gaps.at(-1)?.needs).toBe("the rest of the run");
});

test("check() that the user stops gives nothing to save", async () => {
  const controller = new AbortController();
  const onRecord = () => controller.abort();
  const { signal } = controller;
  const stopped = check(parseTarget(target), readOptions({}), { ...context, signal, onRecord });
  await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
});

test.each(["constructor", "__proto__", "cobol"])("check() refuses --as %s", async (as) => {
  const refused = check(parseTarget(target), readOptions({ as }), { ...context, onRecord: () => {} });
  await expect(refused).rejects.toThrow(/no runtime that is known/);
});
