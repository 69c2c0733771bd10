import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShell } from "./ssh.ts";
import { fileFacts, octetsOf } from "./ssh-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-shell-"));
  await writeFile(join(folder, "it's a file"), "größe\nno line end");
});
afterAll(() => rm(folder, { recursive: true }));

/** What ssh gives, a shell, without ssh. */
async function shell() {
  const opened = await openShell("app1", ["sh"], 5_000);
  if (!("open" in opened)) throw new Error(opened.complaint);
  const { vantage, close } = opened.open;
  return { vantage, offset: opened.offset, [Symbol.dispose]: close };
}

test("a shell on this host has this host's clock", async () => {
  using app1 = await shell();
  expect(Math.abs(app1.offset.offset ?? 1e9)).toBeLessThan(app1.offset.uncertainty + 2_000);
});

test("a file is read whole, whatever its name and its end", async () => {
  using app1 = await shell();
  expect(await app1.vantage.read(join(folder, "it's a file"))).toEqual({
    outcome: "read",
    text: "größe\nno line end",
  });
  expect(await app1.vantage.read(join(folder, "none"))).toEqual({ outcome: "missing" });
  expect(await app1.vantage.list(folder)).toEqual(["it's a file"]);
  expect(await app1.vantage.list(join(folder, "none"))).toBeNull();
});

/** Octets that are no text: each value, and line ends as they come. */
const octets = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff);

test("a part of a file is read as it is, whatever its octets, and its size is told", async () => {
  using app1 = await shell();
  const file = join(folder, "it's octets");
  await writeFile(file, octets);
  const { vantage } = app1;
  expect(await vantage.stat?.(file)).toMatchObject({ size: 20_000, isRegular: true });
  expect((await vantage.stat?.(file))?.changedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(await vantage.stat?.(folder)).toMatchObject({ isRegular: false });
  expect(await vantage.stat?.(join(folder, "none"))).toBeNull();
  for (const [offset, length] of [
    [0, 10],
    [4095, 3],
    [5000, 12_345],
    [19_990, 100],
    [20_000, 10],
    [90_000, 10],
  ] as const) {
    const read = await vantage.readAt?.(file, offset, length);
    expect(Buffer.from(read ?? [1, 2, 3])).toEqual(Buffer.from(octets.subarray(offset, offset + length)));
  }
  expect(await vantage.readAt?.(join(folder, "none"), 0, 10)).toBeNull();
  expect(await vantage.readAt?.(folder, 0, 10)).toBeNull();
});

test("the far side's words are taken for facts only where they are", async () => {
  const said = (stdout: string) => async () => ({ outcome: "ran", status: 0, stdout, stderr: "" }) as const;
  expect(await fileFacts("a", said("regular\n7 1700000000\n"))).toEqual({
    size: 7,
    changedAt: 1.7e12,
    isRegular: true,
  });
  expect(await fileFacts("a", said("regular\nstat: no such option\n"))).toBeNull();
  expect(await fileFacts("a", said(""))).toBeNull();
  const scripts: string[] = [];
  await octetsOf({ path: "-it's", offset: 8193, length: 4096 }, async (script) => {
    scripts.push(script);
    return { outcome: "unreachable" };
  });
  expect(scripts[0]).toContain("dd if='./-it'\\''s' bs=4096 skip=2 count=2");
});

test("a command is told by its status and both outputs, and no word of it is obeyed by the shell", async () => {
  using app1 = await shell();
  const run = (...argv: readonly string[]) => app1.vantage.run(argv, { timeout: 5_000 });
  expect(await run("sh", "-c", "printf out; printf err >&2; exit 3")).toEqual({
    outcome: "ran",
    status: 3,
    stdout: "out",
    stderr: "err",
  });
  expect(await run("echo", "$(id); `id` 'x' \\ \n *")).toMatchObject({ stdout: "$(id); `id` 'x' \\ \n *\n" });
  expect(await run("faultline-has-no-such-tool")).toEqual({ outcome: "missing-tool" });
});

test("scripts that are sent at once are answered each by its own answer", async () => {
  using app1 = await shell();
  const runs = await Promise.all(
    Array.from({ length: 50 }, (_, index) => app1.vantage.run(["echo", String(index)], { timeout: 5_000 })),
  );
  expect(runs.map((run) => (run.outcome === "ran" ? run.stdout : run.outcome))).toEqual(
    Array.from({ length: 50 }, (_, index) => `${index}\n`),
  );
});

test("a command that hangs is timed out, and the next one is answered by a new session", async () => {
  using app1 = await shell();
  expect(await app1.vantage.run(["sleep", "60"], { timeout: 100 })).toEqual({ outcome: "timed-out" });
  expect(await app1.vantage.run(["echo", "yes"], { timeout: 5_000 })).toMatchObject({ stdout: "yes\n" });
});

test("a closed vantage is unreachable, and nothing waits", async () => {
  const app1 = await shell();
  const pending = app1.vantage.run(["sleep", "60"], { timeout: 60_000 });
  app1[Symbol.dispose]();
  expect(await pending).toEqual({ outcome: "unreachable" });
  expect(await app1.vantage.read("/etc/hosts")).toEqual({ outcome: "unreadable" });
});

test("a program that gives no shell is told by its own last words", async () => {
  expect(await openShell("app1", ["sh", "-c", "echo first >&2; echo refused >&2; exit 255"], 5_000)).toEqual({
    complaint: "refused",
  });
  const missing = await openShell("app1", ["faultline-has-no-such-tool"], 5_000);
  expect(missing).toEqual({ complaint: expect.stringContaining("ENOENT") });
});

test("a shell that only ends is told by its words on standard output, or by how it ended", async () => {
  const complaintOf = async (script: string) => openShell("app1", ["sh", "-c", script], 5_000);
  expect(await complaintOf("exit 3")).toEqual({ complaint: "ended with status 3" });
  expect(await complaintOf("kill -9 $$")).toEqual({ complaint: "ended by SIGKILL" });
  expect(await complaintOf("echo not available.; exit 1")).toEqual({ complaint: "not available." });
});

test("signs that a terminal obeys are left out of a complaint", async () => {
  expect(await openShell("app1", ["sh", "-c", "printf '\\033[31mno\\007' >&2; exit 1"], 5_000)).toEqual({
    complaint: "[31mno",
  });
});

test("what an ssh that hangs has started ends with it, and keeps nobody waiting", async () => {
  const pidFile = join(folder, "pid");
  const hangs = ["sh", "-c", 'sleep 60 & echo $! > "$0"; wait', pidFile];
  expect(await openShell("app1", hangs, 500)).toEqual({ complaint: "" });
  const pid = Number(await readFile(pidFile, "utf8"));
  // Gone, or a zombie until its new parent has waited for it.
  await expect.poll(() => stateOf(pid)).toMatch(/^Z?$/);
});

const stateOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/stat`, "utf8").then(
    (text) => text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3),
    () => "",
  );
