import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { statusOf } from "./enter.ts";
import type { Io } from "./io.ts";
import { Stopped } from "./stopped.ts";

/** Leads a process group, as a check inside a namespace does, and takes no notice of SIGINT. */
async function busyChild(script: string) {
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  await once(child.stdout, "data");
  return child;
}

async function stopAndTime(script: string) {
  const controller = new AbortController();
  const child = await busyChild(script);
  const started = performance.now();
  const status = statusOf(child, { signal: controller.signal } as Io, "edge");
  controller.abort(new Stopped("SIGINT"));
  return { status: await status, took: performance.now() - started };
}

test("statusOf() ends a child that is too busy to stop within a second, as by the user's signal", async () => {
  const { status, took } = await stopAndTime('trap "" INT; echo ready; while :; do sleep 1; done');
  expect(status).toBe(130);
  expect(took).toBeLessThan(1_500);
});

test("statusOf() waits for a child that closes what it opened", async () => {
  const { status, took } = await stopAndTime('trap "exit 130" INT; echo ready; while :; do sleep 0.05; done');
  expect(status).toBe(130);
  expect(took).toBeLessThan(800);
});
