import { expect, test } from "vitest";
import { mustRun, run } from "./run.ts";

test("run() gives status and both streams", async () => {
  const ran = await run(["sh", "-c", "echo out; echo err >&2; exit 3"]);
  expect(ran).toMatchObject({ status: 3, stdout: "out\n", stderr: "err\n", timedOut: false });
});

test("run() hands over its input", async () => {
  expect((await run(["cat"], { input: "text" })).stdout).toBe("text");
});

test("run() kills what takes longer than its bound", async () => {
  expect(await run(["sleep", "60"], { timeout: 30 })).toMatchObject({ status: null, timedOut: true });
});

test("run() says when there is no such program", async () => {
  expect(await run(["no-such-program-here"])).toMatchObject({ status: null });
});

test("run() passes no variable of the caller on", async () => {
  const variable = "HTTPS_PROXY";
  process.env[variable] = "http://192.0.2.1:3128";
  const ran = await run(["env"]);
  delete process.env[variable];
  expect(ran.stdout).not.toContain("PROXY");
});

test("mustRun() throws with what the command said", async () => {
  await expect(mustRun(["sh", "-c", "echo no such device >&2; exit 1"])).rejects.toThrow(
    /ended with 1: no such device/,
  );
});
