import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { parseTarget, readOptions } from "../config/index.ts";
import { causes, diagnose } from "../diagnose/index.ts";
import { localVantage } from "../vantage/index.ts";
import { check } from "./check.ts";
import { redactStrictly } from "./redact.ts";
import type { Run } from "./run.ts";
import { readLogOf } from "./vantage-log.ts";
import type { Outlook } from "./vantages.ts";

const server = createServer((_, response) => response.end("whole"));
let target = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // A TCP server's.
});
afterAll(() => void server.close());

const outlook: Outlook = {
  start: "till",
  as: null,
  others: [
    { name: "beside", asked: { kind: "local" } },
    { name: "warehouse", asked: { kind: "netns", netns: "faultline-none" } },
    { name: "node2", asked: { kind: "agent", named: "node2" } },
  ],
};

let whole: Run;
beforeAll(async () => {
  whole = await check(parseTarget(target), readOptions({}), {
    clock: systemClock,
    signal: new AbortController().signal,
    env: {},
    version: "0",
    onRecord: () => {},
    outlook,
  });
});

test("each vantage that can be had is frozen and thawed under its name, and each other one is a gap", () => {
  const { evidence, gaps, vantage, diagnosis } = whole;
  expect(vantage.name).toBe("till");
  expect(diagnosis.verdict.status).toBe("healthy");
  const counted = evidence.filter(({ kind }) => kind === "kernel-counters");
  expect(counted.map(({ vantage: where, purpose }) => `${where} ${purpose}`).sort()).toEqual([
    "beside freeze",
    "beside thaw",
    "till freeze",
    "till thaw",
  ]);
  // The same kernel's log is told once.
  expect(evidence.filter(({ kind, vantage: where }) => kind === "kernel-log" && where !== "till")).toEqual(
    [],
  );
  const needs = gaps.map((gap) => `${gap.needs}, ${gap.reason}`);
  expect(needs).toContain("what the vantage node2 sees: it is an agent: not supported yet, not-supported");
  expect(needs).toContain(
    "what the vantage warehouse sees: there is no /run/netns/faultline-none, unreachable",
  );
});

test("strict redaction hides the vantages, those that could not be had as well, and keeps the verdict", () => {
  const hidden = redactStrictly(whole, new Uint8Array(32));
  expect(JSON.stringify(hidden)).not.toMatch(/till|beside|warehouse|node2/);
  expect(new Set(hidden.evidence.map(({ vantage }) => vantage)).size).toBe(2);
  expect(diagnose(hidden.evidence, causes).verdict.status).toBe(whole.diagnosis.verdict.status);
});

test("the log of another host is read by dmesg, and of this one not again", async () => {
  const here = localVantage("app1");
  expect(await readLogOf(here)).toBeNull();
  const far = (status: number, stdout: string) => ({
    ...here,
    kind: "ssh" as const,
    run: async () => ({ outcome: "ran" as const, status, stdout, stderr: "" }),
  });
  expect(await readLogOf(far(0, "[   12.345678] nf_conntrack: table full\nno time\n"))).toEqual({
    outcome: "read",
    records: ["6,0,12345678,-;nf_conntrack: table full"],
  });
  expect(await readLogOf(far(1, ""))).toEqual({ outcome: "permission" });
});
