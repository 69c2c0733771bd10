import { type ChildProcess, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Opening, openVantage } from "./index.ts";

const isRoot = process.getuid?.() === 0;
let child: ChildProcess;

/** A process in a network namespace of its own, with a loopback interface that is up. */
beforeAll(async () => {
  if (!isRoot) return;
  child = spawn("unshare", ["--net", "sh", "-c", "ip link set lo up; echo up; exec cat"]);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
});
afterAll(() => void child?.kill("SIGKILL"));

type Opened = Extract<Opening, { readonly outcome: "opened" }>;

function opened(opening: Opening): Opened & Disposable {
  if (opening.outcome !== "opened") throw new Error(opening.why);
  return { ...opening, [Symbol.dispose]: opening.close };
}

const byPath = () => openVantage("edge", { kind: "netns", netns: `/proc/${child.pid}/ns/net` });

test.runIf(isRoot)(
  "a namespace's own files, devices and settings are read, and not this process's",
  async () => {
    using open = opened(await byPath());
    const { vantage } = open;
    const devices = await vantage.read("/proc/net/dev");
    expect(devices).toMatchObject({ outcome: "read", text: expect.not.stringContaining("eth") });
    expect(await vantage.list("/sys/class/net")).toEqual(["lo"]);
    expect(await vantage.list("/proc/sys/net/ipv4/conf")).toEqual(["all", "default", "lo"]);
    expect(await vantage.read("/proc/sys/net/ipv4/ip_forward")).toEqual({ outcome: "read", text: "0\n" });
    expect(await vantage.read("/proc/sys/net/none")).toEqual({ outcome: "missing" });
  },
);

test.runIf(isRoot)("of the host's processes a namespace has those in it, and none of ours", async () => {
  using open = opened(await byPath());
  const processes = ((await open.vantage.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  expect(processes).toEqual([String(child.pid)]);
});

test.runIf(isRoot)(
  "commands and synchronous work happen in the namespace, and this thread comes back",
  async () => {
    using open = opened(await byPath());
    const own = readlinkSync("/proc/thread-self/ns/net");
    const there = open.vantage.inside(() => readlinkSync("/proc/thread-self/ns/net"));
    expect(there).toBe(readlinkSync(`/proc/${child.pid}/ns/net`));
    expect(readlinkSync("/proc/thread-self/ns/net")).toBe(own);
    const ran = await open.vantage.run(["readlink", "/proc/self/ns/net"], { timeout: 5_000 });
    expect(ran).toMatchObject({ outcome: "ran", status: 0, stdout: `${there}\n` });
    expect(await open.vantage.run(["faultline-no-such-tool"], { timeout: 5_000 })).toEqual({
      outcome: "missing-tool",
    });
    expect(() =>
      open.vantage.inside(() => {
        throw new RangeError("of the work itself");
      }),
    ).toThrow(RangeError);
  },
);

test.runIf(isRoot)("a process gives its limits and its root as well", async () => {
  using open = opened(await openVantage("app", { kind: "pid", pid: child.pid ?? 0 }));
  expect(open.vantage.kind).toBe("pid");
  expect(await open.vantage.read("/proc/self/comm")).toEqual({ outcome: "read", text: "cat\n" });
  expect(await open.vantage.read("/etc/hosts")).toMatchObject({ outcome: "read" });
});

test.runIf(isRoot)("a part of a file is read of the namespace's root, or the process's", async () => {
  using named = opened(await byPath());
  using app = opened(await openVantage("app", { kind: "pid", pid: child.pid ?? 0 }));
  for (const { vantage } of [named, app]) {
    const size = (await vantage.stat?.("/etc/hosts"))?.size ?? 0;
    const whole = await vantage.read("/etc/hosts");
    const part = (await vantage.readAt?.("/etc/hosts", 1, size)) ?? [];
    expect(whole).toEqual({ outcome: "read", text: expect.stringContaining(Buffer.from(part).toString()) });
    expect(part.length).toBe(size - 1);
    expect(await vantage.stat?.("/faultline-none")).toBeNull();
    expect(await vantage.readAt?.("/faultline-none", 0, 1)).toBeNull();
  }
});

test.runIf(isRoot)("a closed vantage leaves no process behind", async () => {
  const open = opened(await byPath());
  const ran = await open.vantage.run(["sh", "-c", "echo $PPID"], { timeout: 5_000 });
  expect(ran.outcome).toBe("ran");
  open.close();
  using again = opened(await byPath());
  // Whatever the first one started is gone by the time that a second one is there, or ends with its input.
  await expect
    .poll(async () => ((await again.vantage.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name)))
    .toEqual([String(child.pid)]);
});

test.runIf(isRoot)(
  "a namespace whose process ends is looked at to the end, and one without a keeper throws nothing",
  async () => {
    const gone = spawn("unshare", ["--net", "sh", "-c", "ip link set lo up; echo up; exec cat"]);
    await new Promise((resolve) => gone.stdout.once("data", resolve));
    using open = opened(await openVantage("app", { kind: "netns", netns: `/proc/${gone.pid}/ns/net` }));
    const ended = new Promise((resolve) => gone.once("exit", resolve));
    gone.kill("SIGKILL");
    await ended;
    expect(await open.vantage.read("/proc/sys/net/ipv4/ip_forward")).toMatchObject({ outcome: "read" });
    expect(open.vantage.inside(() => readlinkSync("/proc/thread-self/ns/net"))).toMatch(/^net:/);
    expect(await open.vantage.list("/sys/class/net")).toEqual(["lo"]);
    open.close();
    // The keeper ends with its input; then nothing of it can be seen any more.
    await expect.poll(() => open.vantage.inside(() => "inside")).toBeNull();
    expect(await open.vantage.read("/proc/sys/net/ipv4/ip_forward")).toEqual({ outcome: "unreadable" });
    expect(await open.vantage.run(["true"], { timeout: 5_000 })).toEqual({ outcome: "unreachable" });
    expect(await open.vantage.list("/proc/sys/net")).toBeNull();
  },
);
