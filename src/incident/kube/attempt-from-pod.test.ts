import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { createRecorder } from "../../evidence/index.ts";
import type { Cluster } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import { attemptFromPod } from "./attempt-from-pod.ts";

/** One attempt from a container that has one tool, which ends so. */
async function attempt(
  tool: string,
  status: number,
  said: { readonly stdout?: string; readonly stderr?: string } = {},
) {
  const recorder = createRecorder("client");
  const exec: Cluster["exec"] = async (_where, [name]) =>
    name === tool ? { outcome: "ran", status, stdout: "", stderr: "", ...said } : { outcome: "missing-tool" };
  const asked = {
    scheme: "http",
    method: "GET",
    path: "/",
    host: "10.96.0.9",
    port: 80,
    hostIsAddress: true,
    expectStatus: null,
  };
  // Only what an attempt asks for.
  const walk = {
    asked,
    recorder,
    clock: systemClock,
    signal: new AbortController().signal,
  } as unknown as Walk;
  const made = await attemptFromPod(walk, { pod: { namespace: "shop", name: "web" }, number: 1 }, {
    exec,
  } as Cluster);
  return made === null ? `no attempt, ${recorder.gaps.length} gap` : (made.record.value.failedAt ?? "proper");
}

test("what nc connects is no request that failed, and none that was answered", async () => {
  expect(await attempt("nc", 0)).toBe("no attempt, 1 gap");
  expect(await attempt("nc", 1, { stderr: "nc: connect: Connection refused" })).toBe("connect");
  expect(await attempt("nc", 1)).toBe("no attempt, 1 gap");
});

test("a status decides where curl got an answer", async () => {
  const answered = (status: number) => ({ stdout: `\nstatus ${status}\ntook 0.001000\n` });
  expect(await attempt("curl", 0, answered(200))).toBe("proper");
  expect(await attempt("curl", 0, answered(503))).toBe("exchange");
});
