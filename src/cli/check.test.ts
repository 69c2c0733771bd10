import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { type CheckArguments, checkCommand } from "./check.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-check-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(config: string, target: string | undefined, args: CheckArguments = {}) {
  const path = join(folder, "faultline.yaml");
  await writeFile(path, config);
  const out: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  const context = { io, clock: systemClock, version: "0" };
  const status = await checkCommand(target, { config: path, plan: true, ...args }, context);
  return { status, text: out.join("") };
}

test("target, deadline and symptom of the configuration hold where the command line has none", async () => {
  const { status, text } = await run("target: tcp://192.0.2.1:7", undefined);
  expect([status, text.split("\n")[0]]).toEqual([0, "Plan for tcp://192.0.2.1:7; nothing has been sent"]);
  const other = await run("target: tcp://192.0.2.1:7", "tcp://192.0.2.2:7");
  expect(other.text).toContain("Plan for tcp://192.0.2.2:7");
});

test("the plan names the vantages that are looked at", async () => {
  const { text } = await run(
    "vantages: { client: { local: true }, edge: { netns: edge } }",
    "tcp://192.0.2.1:7",
  );
  expect(text).toContain("Read at the vantage edge");
  expect(text).not.toContain("Read at the vantage client");
});

test.each([
  ["symptom: x", undefined, {}, "no target is given"],
  ["tarket: x", undefined, {}, "line 1, tarket: there is no such key"],
  ["target: tcp://192.0.2.1:7", undefined, { from: "edge" }, 'Cannot start at "edge"'],
  [
    "target: tcp://192.0.2.1:7\nvantages: { client: { pod: a/b } }",
    undefined,
    {},
    "none of its processes is seen on this host",
  ],
  ["target: tcp://192.0.2.1:7", undefined, { as: "4194303" }, "there is no such process"],
  [
    "target: tcp://192.0.2.1:7\nvantages: { client: { netns: faultline-none } }",
    undefined,
    {},
    "there is no /run/netns/faultline-none",
  ],
] as const)("%j with target %s and %j is refused in two lines", async (config, target, args, what) => {
  const failure = await run(config, target, args).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "FaultlineError", message: expect.stringContaining(what) });
  expect((failure as Error).message.split("\n")).toHaveLength(2); // As was just seen.
});
