import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { createRecorder, type Recorder } from "../../evidence/index.ts";
import type { Cluster } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import { attemptAgain, attemptFromPod } from "./attempt-from-pod.ts";

/** One attempt from a container that has one tool, which ends so. */
async function attempt(
  tool: string,
  status: number,
  said: { readonly stdout?: string; readonly stderr?: string } = {},
) {
  const recorder = createRecorder("client");
  const exec: Cluster["exec"] = async (_where, [name]) =>
    name === tool ? { outcome: "ran", status, stdout: "", stderr: "", ...said } : { outcome: "missing-tool" };
  const walk = walkOf(recorder);
  const made = await attemptFromPod(walk, { pod, number: 1 }, commandsBy(exec));
  return made === null ? `no attempt, ${recorder.gaps.length} gap` : (made.record.value.failedAt ?? "proper");
}

const pod = { namespace: "shop", name: "web" };

const commandsBy = (exec: Cluster["exec"]) => ({ cluster: { exec } as Cluster, debug: null });

/** Only what an attempt asks for. */
function walkOf(recorder: Recorder): Walk {
  const asked = {
    scheme: "http",
    method: "GET",
    path: "/",
    host: "10.96.0.9",
    port: 80,
    hostIsAddress: true,
    expectStatus: null,
  };
  const { signal } = new AbortController();
  return { asked, recorder, clock: systemClock, signal } as unknown as Walk;
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

test("after an attempt that could not be made no other is: the API has gone, or the Pod", async () => {
  const recorder = createRecorder("client");
  let runs = 0;
  const exec: Cluster["exec"] = async () => {
    runs += 1;
    return runs > 2
      ? { outcome: "failed", why: "closed before the command's end was told" }
      : { outcome: "ran", status: 0, stdout: "\nstatus 200\ntook 0.001000\n", stderr: "" };
  };
  await attemptAgain(walkOf(recorder), { pod, tries: 20 }, commandsBy(exec));
  expect(runs).toBe(3);
  expect(recorder.gaps).toMatchObject([{ reason: "unreachable" }]);
});
