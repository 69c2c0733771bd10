import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KernelError } from "../sys/index.ts";
import { hindrance, localVantage, namespaceOf, openVantage, quotePosix } from "./index.ts";
import { withMounts } from "./mounts.ts";
import { under } from "./namespace.ts";
import { sshArguments } from "./ssh.ts";

test("localVantage() runs commands within a bound", async () => {
  const here = localVantage("client");
  const run = (...argv: readonly string[]) => here.run(argv, { timeout: 5_000 });
  expect(await run("sh", "-c", "printf a; printf b >&2; exit 7")).toEqual({
    outcome: "ran",
    status: 7,
    stdout: "a",
    stderr: "b",
  });
  expect(await run("faultline-has-no-such-tool")).toEqual({ outcome: "missing-tool" });
  expect(await here.run(["sleep", "60"], { timeout: 50 })).toEqual({ outcome: "timed-out" });
  expect(here.inside(() => 7)).toBe(7);
});

test("localVantage() reads a part of a file as it is, and no pipe or folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "faultline-parts-"));
  try {
    const here = localVantage("client");
    const file = join(folder, "file");
    await writeFile(file, Buffer.from([0, 255, 10, 13, 200, 7]));
    await symlink(file, join(folder, "link"));
    expect(await here.stat?.(join(folder, "link"))).toMatchObject({ size: 6, isRegular: true });
    expect(await here.stat?.(folder)).toMatchObject({ isRegular: false });
    expect(await here.stat?.(join(folder, "none"))).toBeNull();
    expect([...((await here.readAt?.(file, 1, 3)) ?? [])]).toEqual([255, 10, 13]);
    expect([...((await here.readAt?.(file, 4, 100)) ?? [])]).toEqual([200, 7]);
    expect([...((await here.readAt?.(file, 6, 100)) ?? [1])]).toEqual([]);
    expect(await here.readAt?.(folder, 0, 1)).toBeNull();
    expect(await here.readAt?.("/dev/zero", 0, 1)).toBeNull();
    expect(await here.readAt?.(join(folder, "none"), 0, 1)).toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a namespace is had by name, by path and by pid", () => {
  const named = { name: "e", path: "/run/netns/edge", pid: null, etc: "/etc/netns/edge" };
  expect(namespaceOf("e", { kind: "netns", netns: "edge" })).toEqual(named);
  expect(namespaceOf("e", { kind: "netns", netns: "/var/run/netns/edge" })).toEqual(named);
  expect(namespaceOf("e", { kind: "netns", netns: "/proc/7/ns/net" })).toMatchObject({
    etc: null,
    pid: null,
  });
  expect(namespaceOf("e", { kind: "pid", pid: 7 })).toMatchObject({ path: "/proc/7/ns/net", pid: 7 });
});

test("a namespace that is not there, an agent and a Pod are told and not thrown", async () => {
  expect(await openVantage("x", { kind: "netns", netns: "faultline-none" })).toMatchObject({
    outcome: "unreachable",
    why: "there is no /run/netns/faultline-none",
  });
  expect(await openVantage("x", { kind: "agent", named: "a/b" })).toMatchObject({ outcome: "not-supported" });
  expect(await openVantage("x", { kind: "pod", named: "a/b" })).toMatchObject({ outcome: "unreachable" });
});

test("a namespace that may not be entered names the capability that opens it", () => {
  const asked = namespaceOf("e", { kind: "netns", netns: "edge" });
  expect(hindrance(new KernelError("setns", 1), asked)).toMatchObject({
    outcome: "permission",
    allowBy: expect.stringContaining("CAP_SYS_ADMIN"),
  });
  expect(hindrance(new KernelError("open", 13), { ...asked, pid: 7 })).toMatchObject({
    allowBy: expect.stringContaining("CAP_SYS_PTRACE"),
  });
  const ofProcess = namespaceOf("e", { kind: "netns", netns: "/proc/7/ns/net" });
  expect(hindrance(new KernelError("open", 13), ofProcess)).toMatchObject({
    allowBy: expect.stringContaining("CAP_SYS_PTRACE"),
  });
  expect(hindrance(new KernelError("setns", 22), asked)).toMatchObject({
    outcome: "unreachable",
    why: "/run/netns/edge is no network namespace",
  });
});

test("under() follows symbolic links within the other root, and never out of it", async () => {
  const root = await mkdtemp(join(tmpdir(), "faultline-root-"));
  try {
    await mkdir(join(root, "etc"));
    await mkdir(join(root, "run"));
    await writeFile(join(root, "run/resolv.conf"), "");
    await symlink("/run/resolv.conf", join(root, "etc/resolv.conf"));
    await symlink("../../../../run", join(root, "etc/up"));
    await symlink("loop", join(root, "etc/loop"));
    const here = localVantage("x");
    expect(await under(root, "/etc/resolv.conf", here)).toBe(join(root, "run/resolv.conf"));
    expect(await under(root, "/etc/up/resolv.conf", here)).toBe(join(root, "run/resolv.conf"));
    expect(await under(root, "/etc/../../..", here)).toBe(root);
    expect(await under(root, "/etc/loop", here)).toBe(join(root, "etc/loop"));
  } finally {
    await rm(root, { recursive: true });
  }
});

test("what the user names stands behind -- and within quotes, and is never an option or a command", () => {
  expect(sshArguments("ops@app1", 5).slice(-2)).toEqual(["--", "ops@app1"]);
  expect(withMounts([["/a b", "/etc/hosts"]], ["node", "x"]).slice(5)).toEqual([
    ..."faultline,/a b,/etc/hosts,--,node,x".split(","),
  ]);
  expect(quotePosix("it's; rm -rf /")).toBe("'it'\\''s; rm -rf /'");
  expect(quotePosix("")).toBe("''");
});
