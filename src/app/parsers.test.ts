import fc from "fast-check";
import { expect, test } from "vitest";
import { mountsOf, placeGroups } from "./control-groups.ts";
import { parseCpuStat, quotaOf } from "./group-limits.ts";
import { listenersOfSs, listeningRows } from "./listeners.ts";
import { dpkgChange, pacmanChange, rpmChange } from "./package-log.ts";
import { bootTimeOf, parseOpenFileLimit, parseStat, parseStatus, startOfProcess } from "./process-files.ts";
import { parseUnit, unitOf } from "./unit.ts";

const stat = `812 (my (odd) app) T 1 812 812 0 -1 4194560 1 0 0 0 3 1 0 0 20 0 11 0 5140 1 2 3`;

test("parseStat() reads a name with brackets, the state and the start", () => {
  const read = parseStat(stat);
  expect(read).toEqual({ name: "my (odd) app", state: "T", parent: 1, startTicks: 5140 });
  if (read !== null)
    expect(startOfProcess(bootTimeOf("cpu 1\nbtime 1700000000\n"), read)).toBe(1_700_000_051_400);
});

test("the limits and the use of a process are read", () => {
  expect(parseStatus("Name:\tx\nVmRSS:\t    2048 kB\nThreads:\t11\n")).toEqual({
    resident: 2_097_152,
    threads: 11,
  });
  expect(
    parseOpenFileLimit("Max open files            1024                 4096                 files\n"),
  ).toBe(1024);
  expect(
    parseOpenFileLimit("Max open files            unlimited            unlimited            files\n"),
  ).toBe(Number.MAX_SAFE_INTEGER);
});

test("listeningRows() takes rows in LISTEN and no other", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20481 1 0 100 0 0 10 0",
    "   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 20482 1 0 100 0 0 10 0",
  ].join("\n");
  expect(listeningRows(table)).toEqual([{ address: "127.0.0.1", port: 8080, inode: 20481 }]);
});

test("listenersOfSs() reads each form of an address", () => {
  const lines = [
    `LISTEN 0 511 127.0.0.1:8080 0.0.0.0:* users:(("node",pid=812,fd=18),("node",pid=813,fd=18))`,
    `LISTEN 0 511 [::1]:8081 [::]:* users:(("node",pid=812,fd=19))`,
    "LISTEN 0 128 *:22 *:*",
    "LISTEN 0 128 [::ffff:192.0.2.1]:80 *:*",
    "LISTEN 0 128 10.0.0.1%eth0:53 0.0.0.0:*",
  ];
  expect(listenersOfSs(lines.join("\n"))).toEqual([
    { address: "127.0.0.1", port: 8080, pids: [812, 813] },
    { address: "::1", port: 8081, pids: [812] },
    { address: "::", port: 22, pids: [] },
    { address: "192.0.2.1", port: 80, pids: [] },
    { address: "10.0.0.1", port: 53, pids: [] },
  ]);
});

const unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";

test("a group of version 2 has a folder, and those above it have theirs", () => {
  const groups = placeGroups("0::/system.slice/shop.service\n", mountsOf(unified));
  expect(groups.memory).toEqual({
    version: 2,
    folders: ["/system.slice/shop.service", "/system.slice", ""].map(
      (path) => `/proc/thread-self/root/sys/fs/cgroup${path}`,
    ),
  });
  expect(groups.unitPath).toBe("/system.slice/shop.service");
});

test("a group of version 1 lies in the hierarchy of its controller, under the root that is mounted", () => {
  const mounts = mountsOf(
    ["36 31 0:33 /docker /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory", unified].join("\n"),
  );
  const groups = placeGroups("4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n0::/\n", mounts);
  expect(groups.memory?.folders[0]).toBe("/proc/thread-self/root/sys/fs/cgroup/memory/abc");
  expect(groups.memory?.version).toBe(1);
  // Its hierarchy is not mounted: what the other says is not about it.
  expect(groups.cpu).toBeNull();
});

test("a group that lies outside of what is mounted has no folder", () => {
  expect(placeGroups("0::/../../other\n", mountsOf(unified)).cpu?.folders).toEqual([]);
});

test("a quota of the processor is a number of processors, `max` and -1 are none", () => {
  expect([quotaOf("50000 100000"), quotaOf("max 100000"), quotaOf("-1 100000"), quotaOf("1 0")]).toEqual([
    0.5,
    null,
    null,
    null,
  ]);
  expect(parseCpuStat("usage_usec 1\nnr_periods 20\nnr_throttled 12\nthrottled_usec 900000\n", 0.5)).toEqual({
    periods: 20,
    throttled: 12,
    throttledFor: 900,
    quota: 0.5,
  });
  expect(parseCpuStat("nr_periods 20\nnr_throttled 12\nthrottled_time 900000000\n", 1)?.throttledFor).toBe(
    900,
  );
});

test("a unit is named by the last part of the path, and its state by systemctl", () => {
  expect(unitOf("/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service")).toBe("shop.service");
  expect(unitOf("/system.slice/docker-abc.scope")).toBe("docker-abc.scope");
  expect([unitOf("/kubepods/x"), unitOf(null)]).toEqual([null, null]);
  const shown =
    "NRestarts=3\nResult=oom-kill\nLoadState=loaded\nActiveEnterTimestamp=Sat 2026-06-06 10:24:33 UTC\n";
  expect(parseUnit("shop.service", shown)).toEqual({
    unit: { name: "shop.service", restarts: 3, result: "oom-kill" },
    activeSince: Date.UTC(2026, 5, 6, 10, 24, 33),
  });
  expect(parseUnit("shop.service", "LoadState=not-found\nNRestarts=0\n")).toBeNull();
});

test("each package manager's log tells of what it changed", () => {
  expect(dpkgChange("2026-06-06 10:24:33 upgrade nginx:amd64 1.22.1-9 1.22.1-10", 3_600_000)).toEqual({
    at: Date.UTC(2026, 5, 6, 9, 24, 33),
    what: "package",
    of: "nginx 1.22.1-9 to 1.22.1-10",
  });
  expect(dpkgChange("2026-06-06 10:24:33 status installed nginx:amd64 1.22.1-10", 0)).toBeNull();
  expect(rpmChange("2026-06-06T10:24:33+0200 SUBDEBUG Upgrade: nginx-1:1.22.1-1.el9.x86_64")?.at).toBe(
    Date.UTC(2026, 5, 6, 8, 24, 33),
  );
  expect(pacmanChange("[2026-06-06T10:24:33+0000] [ALPM] upgraded nginx (1.22.1-1 -> 1.24.0-1)")?.of).toBe(
    "nginx 1.22.1-1 to 1.24.0-1 upgraded",
  );
});

test("no text makes a parser throw, nor a number that is none", () => {
  const near = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets).toString("latin1")),
    fc.constantFrom(stat, unified, "0::/a/../b", "LISTEN 0 1 [::]:1 * x", "nr_periods 9e9"),
  );
  fc.assert(
    fc.property(near, fc.nat(), (text, cut) => {
      const some = text.slice(0, cut % (text.length + 1));
      const read = parseStat(some);
      if (read !== null) expect(Number.isSafeInteger(read.startTicks)).toBe(true);
      placeGroups(some, mountsOf(some));
      for (const { port } of [...listeningRows(some), ...listenersOfSs(some)])
        expect(port).toBeGreaterThan(0);
      parseStatus(some);
      parseOpenFileLimit(some);
      parseUnit("a", some);
      unitOf(some);
      quotaOf(some);
      parseCpuStat(some, 1);
      for (const change of [dpkgChange(some, 0), rpmChange(some), pacmanChange(some)])
        if (change !== null) expect(Number.isNaN(change.at)).toBe(false);
    }),
  );
});
