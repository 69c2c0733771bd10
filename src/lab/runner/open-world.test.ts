import { execFileSync, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openWorld } from "./open-world.ts";

const isRoot = process.getuid?.() === 0;
/** The kernel takes namespaces down within milliseconds; a loaded machine takes a while to be asked. */
const GONE_WITHIN_MS = 5_000;

/** The network namespace of a process; `null` when it is gone. */
function namespaceOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
}

test.runIf(isRoot)("a world answers an unknown scenario with its name and ends", async () => {
  await using world = openWorld(new AbortController().signal);
  await expect(world.ask({ do: "build", scenario: "none", variant: "fault", seed: 1 })).rejects.toThrow(
    /"none"/,
  );
});

test.runIf(isRoot)("a world that is interrupted says so instead of hanging", async () => {
  const stop = new AbortController();
  await using world = openWorld(stop.signal);
  const asked = world.ask({ do: "build", scenario: "healthy-http", variant: "healthy", seed: 1 });
  stop.abort();
  await expect(asked).rejects.toThrow(/ended/);
});

test.runIf(isRoot)(
  "a runner that is killed leaves no process behind",
  async () => {
    const script = `import { openWorld } from ${JSON.stringify(new URL("./open-world.ts", import.meta.url).href)};
const world = openWorld(new AbortController().signal);
await world.ask({ do: "build", scenario: "port-not-listening.stopped", variant: "healthy", seed: 1 });
console.log("up");
setInterval(() => {}, 1000);`;
    const runner = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => runner.stdout.once("data", resolve));
    const child =
      execFileSync("pgrep", ["-P", `${runner.pid}`], { encoding: "utf8" })
        .trim()
        .split("\n")[0] ?? "";
    const first = execFileSync("pgrep", ["-P", child], { encoding: "utf8" }).trim();
    const before = descendants(first);
    expect(before.length).toBeGreaterThan(2);
    runner.kill("SIGKILL");
    const deadline = performance.now() + GONE_WITHIN_MS;
    while (before.some((pid) => namespaceOf(pid) !== null) && performance.now() < deadline) await sleep(20);
    expect(before.filter((pid) => namespaceOf(pid) !== null)).toEqual([]);
  },
  30_000,
);

/** A process and all below it. */
function descendants(pid: string): readonly string[] {
  try {
    const children = execFileSync("pgrep", ["-P", pid], { encoding: "utf8" }).trim().split("\n");
    return [pid, ...children.flatMap(descendants)];
  } catch {
    // pgrep finds none.
    return [pid];
  }
}
