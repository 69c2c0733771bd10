import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";
import { readChanges, readProcess } from "./index.ts";

/** A vantage whose files lie in a folder of the test, and which has none but the given commands. */
function folderVantage(
  files: Readonly<Record<string, string>>,
  {
    links = {},
    commands = {},
  }: {
    readonly links?: Readonly<Record<string, string>>;
    readonly commands?: Readonly<Record<string, string>>;
  } = {},
): { readonly vantage: Vantage; readonly path: (name: string) => string } & Disposable {
  const root = mkdtempSync(join(tmpdir(), "faultline-app-"));
  const path = (name: string) => join(root, name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    symlinkSync(target, path(name));
  }
  const here = localVantage("app1");
  const vantage: Vantage = {
    ...here,
    read: (name) => here.read(path(name)),
    stat: async (name) => (await here.stat?.(path(name))) ?? null,
    readAt: async (name, offset, length) => (await here.readAt?.(path(name), offset, length)) ?? null,
    list: (name) => here.list(path(name)),
    link: async (name) => (await here.link?.(path(name))) ?? null,
    run: async (argv) => {
      const stdout = commands[argv[0] ?? ""];
      return stdout === undefined
        ? { outcome: "missing-tool" }
        : { outcome: "ran", status: 0, stdout, stderr: "" };
    },
  };
  return { vantage, path, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

function contextAt(vantage: Vantage) {
  const recorder = createRecorder(vantage.name);
  return { vantage, recorder, clock: systemClock, signal: new AbortController().signal };
}

const group = "/proc/thread-self/root/sys/fs/cgroup/system.slice/shop.service";

const host: Readonly<Record<string, string>> = {
  "/proc/stat": "cpu 1 2\nbtime 1700000000\n",
  "/proc/net/tcp": [
    "  sl  local_address rem_address",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 20481 1",
    "   1: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 20999 1",
  ].join("\n"),
  "/proc/812/stat": "812 (shop) S 1 812 812 0 -1 4194560 1 0 0 0 3 1 0 0 20 0 11 0 5140 1 2",
  "/proc/812/status": "Name:\tshop\nVmRSS:\t2048 kB\nThreads:\t11\n",
  "/proc/812/limits": "Max open files            4                 4096                 files\n",
  "/proc/812/cgroup": "0::/system.slice/shop.service\n",
  "/proc/thread-self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
  [`${group}/memory.max`]: "max\n",
  [`${dirname(group)}/memory.max`]: "4194304\n",
  [`${group}/memory.events`]: "low 0\noom 2\noom_kill 2\n",
  [`${group}/cpu.max`]: "50000 100000\n",
  [`${group}/cpu.stat`]: "nr_periods 20\nnr_throttled 12\nthrottled_usec 900000\n",
  [`${group}/pids.max`]: "100\n",
  [`${group}/pids.current`]: "99\n",
};

const links = {
  "/proc/812/fd/0": "/dev/null",
  "/proc/812/fd/3": "socket:[20481]",
  "/proc/812/fd/4": "socket:[30000]",
  "/proc/812/fd/5": "pipe:[7]",
};

test("readProcess() tells of the process that listens on the port, on whatever address, and of its limits", async () => {
  using at = folderVantage(host, { links });
  const context = contextAt(at.vantage);
  const [record, ...others] = await readProcess({ address: "192.0.2.1", port: 8080 }, context);
  expect(others).toEqual([]);
  expect(record?.value).toEqual({
    pid: 812,
    name: "shop",
    startedAt: 1_700_000_051_400,
    openFiles: { used: 4, soft: 4 },
    threads: { used: 99, limit: 100 },
    memory: { resident: 2_097_152, limit: 4_194_304 },
    outOfMemoryKills: 2,
    cpu: { periods: 20, throttled: 12, throttledFor: 900, quota: 0.5 },
    state: "S",
    unit: null,
    listens: [{ address: "127.0.0.1", port: 8080 }],
  });
  expect(context.recorder.gaps).toEqual([]);
});

test("readProcess() tells of no other process where none listens on the port", async () => {
  using at = folderVantage(host, { links });
  expect(await readProcess({ address: null, port: 8081 }, contextAt(at.vantage))).toEqual([]);
});

test("readProcess() tells of what listens on another port in a namespace of its own", async () => {
  using at = folderVantage(host, { links });
  const vantage: Vantage = { ...at.vantage, kind: "netns" };
  const [record] = await readProcess({ address: null, port: 8081 }, contextAt(vantage));
  expect(record?.value.listens).toEqual([{ address: "127.0.0.1", port: 8080 }]);
});

test("readProcess() leaves a gap where the holder of the listener may not be seen", async () => {
  using at = folderVantage(host);
  const context = contextAt(at.vantage);
  expect(await readProcess({ address: null, port: 8080 }, context)).toEqual([]);
  expect(context.recorder.gaps.map(({ needs }) => needs)).toEqual(["the process that listens on port 8080"]);
});

test("readProcess() asks ss on another host, and the service manager for the unit", async () => {
  const commands = {
    ss: 'LISTEN 0 5 0.0.0.0:8080 0.0.0.0:* users:(("shop",pid=812,fd=3))\n',
    systemctl: "NRestarts=7\nResult=success\nLoadState=loaded\n",
  };
  using at = folderVantage(host, { links, commands });
  const vantage: Vantage = { ...at.vantage, kind: "ssh" };
  const [record] = await readProcess({ address: "192.0.2.1", port: 8080 }, contextAt(vantage));
  expect(record?.value.unit).toEqual({ name: "shop.service", restarts: 7, result: "success" });
  expect(record?.value.openFiles).toEqual({ used: 4, soft: 4 });
});

test("readProcess() sees this very process serve a port of this host", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const records = await readProcess({ address: "127.0.0.1", port }, contextAt(localVantage("here")));
    expect(records.map(({ value }) => value.pid)).toEqual([process.pid]);
    expect(records[0]?.value.listens).toContainEqual({ address: "127.0.0.1", port });
  } finally {
    server.close();
  }
});

const began = Date.UTC(2026, 5, 6, 12, 0, 0);

test("readChanges() lists what changed in the day before the run, the newest first", async () => {
  using at = folderVantage(
    {
      "/proc/stat": `btime ${began / 1000 - 7 * 86_400}\n`,
      "/var/log/dpkg.log": [
        "2026-06-01 10:00:00 upgrade old:amd64 1 2",
        "2026-06-06 10:24:33 upgrade nginx:amd64 1.22.1-9 1.22.1-10",
        "2026-06-06 12:24:33 upgrade later:amd64 1 2",
      ].join("\n"),
      "/etc/nginx/nginx.conf": "",
      "/etc/nginx/old.conf": "",
    },
    { commands: { date: "+0000\n" } },
  );
  const touch = (name: string, time: number) => utimesSync(at.path(name), time / 1000, time / 1000);
  touch("/etc/nginx/nginx.conf", began - 60_000);
  touch("/etc/nginx/old.conf", began - 3 * 86_400_000);
  touch("/var/log/dpkg.log", began);
  const configurations = ["/etc/nginx/nginx.conf", "/etc/nginx/old.conf", "/etc/nginx/none.conf"];
  const record = await readChanges(
    { until: began, processes: [], configurations, certificates: [] },
    contextAt(at.vantage),
  );
  expect(record?.value.changes).toEqual([
    { at: began - 60_000, what: "configuration", of: "/etc/nginx/nginx.conf" },
    { at: Date.UTC(2026, 5, 6, 10, 24, 33), what: "package", of: "nginx 1.22.1-9 to 1.22.1-10" },
  ]);
});

test("readChanges() records nothing where nothing is known to have changed", async () => {
  using at = folderVantage({});
  const asked = { until: began, processes: [], configurations: [], certificates: [] };
  expect(await readChanges(asked, contextAt(at.vantage))).toBeNull();
});
