import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { parseListening } from "./listeners.ts";
import type { RunningProcess } from "./processes.ts";
import { fromFolder, proxiesAmong } from "./proxies.ts";
import { surveyHost } from "./survey.ts";

const process = (name: string, line: string, changes: Partial<RunningProcess> = {}): RunningProcess => ({
  pid: 1,
  name,
  argv: line.split(" "),
  netns: "net:[1]",
  ...changes,
});

const named = (...processes: readonly RunningProcess[]) =>
  proxiesAmong(processes).map(({ software, config }) => `${software} ${config}`);

test.each([
  [
    process("nginx", "nginx: master process /usr/sbin/nginx -g daemon off; -c /srv/n.conf"),
    "nginx /srv/n.conf",
  ],
  [process("nginx", "nginx: master process nginx"), "nginx /etc/nginx/nginx.conf"],
  [
    process("haproxy", "/usr/sbin/haproxy -Ws -f /etc/haproxy/h.cfg -p /run/h.pid"),
    "haproxy /etc/haproxy/h.cfg",
  ],
  [process("envoy", "envoy --config-path /e.yaml -l info"), "envoy /e.yaml"],
  [process("envoy", "envoy -c /e.yaml"), "envoy /e.yaml"],
  [process("traefik", "traefik --configFile=/t.toml"), "traefik /t.toml"],
  [process("caddy", "caddy run --config /Caddyfile"), "caddy /Caddyfile"],
  [process("caddy", "caddy run"), "caddy /etc/caddy/Caddyfile"],
])("the configuration of a proxy is read from its command line: %j", (given, wanted) => {
  expect(named(given)).toEqual([wanted]);
});

test("workers, a second process of the same, and other programs are no further proxies", () => {
  const master = process("nginx", "nginx: master process nginx");
  const worker = process("nginx", "nginx: worker process", { pid: 2 });
  expect(named(master, worker, { ...master, pid: 3 }, process("node", "node -c x"))).toHaveLength(1);
  expect(named(master, { ...master, netns: "net:[2]" })).toHaveLength(2);
  expect(named(process("constructor", "x"))).toEqual([]);
});

test("a relative configuration lies in the folder of its process", () => {
  expect(fromFolder("conf/h.cfg", "/srv")).toBe("/srv/conf/h.cfg");
  expect(fromFolder("/h.cfg", null)).toBe("/h.cfg");
  expect(fromFolder("h.cfg", null)).toBeNull();
});

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 501 1 0 100 0 0 10 0
   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 502 1 0 100 0 0 10 0
   2: 0100007F:1538 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 503 1 0 100 0 0 10 0
`;

test("listening sockets are read, established ones and any other text are not", () => {
  expect(parseListening(table)).toEqual([
    { address: "0.0.0.0", port: 80, inode: "501" },
    { address: "127.0.0.1", port: 5432, inode: "502" },
  ]);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(parseListening(text))));
});

/** A host of files and links, as a vantage. */
function hostOf(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): Vantage {
  const all = [...Object.keys(files), ...Object.keys(links)];
  return {
    name: "client",
    kind: "local",
    async read(path) {
      const text = files[path];
      return text === undefined ? { outcome: "missing" } : { outcome: "read", text };
    },
    async stat(path) {
      return path in files ? { size: 1, changedAt: 0, isRegular: true } : null;
    },
    async list(folder) {
      const below = all.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(below.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    },
    link: async (path) => links[path] ?? null,
    run: async () => ({ outcome: "missing-tool" }),
    inside: (work) => work(),
  };
}

test("a host's proxy, its logs, its listeners and its kubeconfig are found", async () => {
  const host = hostOf(
    {
      "/proc/7/comm": "nginx\n",
      "/proc/7/cmdline": "nginx: master process nginx -c n.conf\0\0",
      "/proc/8/comm": "nginx\n",
      "/proc/8/cmdline": "nginx: worker process\0",
      "/proc/9/comm": "postgres\n",
      "/proc/9/cmdline": "postgres\0-D\0/data\0",
      "/proc/self/net/tcp": table,
      "/srv/n.conf":
        "events {} http { access_log /var/log/a.log; error_log /var/log/e.log; server { listen 80; } }",
      "/var/log/a.log": "",
      "/k": "contexts: [ { name: prod } ]",
    },
    {
      "/proc/7/cwd": "/srv",
      "/proc/self/ns/net": "net:[1]",
      "/proc/7/ns/net": "net:[1]",
      "/proc/8/ns/net": "net:[1]",
      "/proc/7/fd/3": "socket:[501]",
      "/proc/8/fd/3": "socket:[501]",
      "/proc/9/fd/4": "socket:[502]",
    },
  );
  const found = await surveyHost({
    vantage: host,
    clock: systemClock,
    signal: new AbortController().signal,
    env: { KUBECONFIG: ":/k:/other" },
  });
  expect(found).toEqual({
    vantages: [{ name: "client", netns: null }],
    emptyNamespaces: [],
    proxies: [
      {
        ...{ at: "client", software: "nginx", pid: 7, config: "/srv/n.conf" },
        // The error log that it names is not there.
        ...{ accessLog: "/var/log/a.log", errorLog: null },
      },
    ],
    listeners: [
      { at: "client", program: "nginx", pid: 7, address: "0.0.0.0", port: 80 },
      { at: "client", program: "postgres", pid: 9, address: "127.0.0.1", port: 5432 },
    ],
    kubernetes: { kubeconfig: "/k", context: null, contexts: ["prod"] },
  });
});

test("a host that shows nothing has nothing", async () => {
  const { signal } = new AbortController();
  const found = await surveyHost({ vantage: hostOf({}, {}), clock: systemClock, signal, env: {} });
  expect(found).toMatchObject({ proxies: [], listeners: [], kubernetes: null });
});
