import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { FaultlineError } from "../base/index.ts";
import { parseConfig } from "./parse-config.ts";

const whole = `target: https://shop.example/api
symptom: "504 Gateway Time-out since 14:02"
deadline: 10s
vantages:
  client: { local: true }
  edge:   { netns: edge }
  app1:   { ssh: ops@app1 }
  proc:   { netns: 1234 }
  node2:  { agent: node2 }
  pod:    { pod: shop/api-7d9 }
path:
  - proxy:    { at: edge, kind: nginx, config: /etc/nginx/nginx.conf, errorLog: /var/log/e, accessLog: /var/log/a }
  - app:      { at: app1, url: "http://192.0.2.3:8080/api", log: /var/log/app.log }
  - database: { at: app1, url: "postgres://app@192.0.2.4/shop", passwordFile: secret }
kubernetes: { kubeconfig: kube, context: prod, namespace: shop, service: api }
captures:   [ { at: client, file: client.pcap } ]
`;

const complaint = (text: string): string => {
  try {
    parseConfig("f.yaml", text);
    return "accepted";
  } catch (error) {
    if (error instanceof FaultlineError) return error.message;
    throw error;
  }
};

test("every key of the contract is read", () => {
  const { file } = parseConfig("f.yaml", whole);
  expect(file).toMatchObject({ target: "https://shop.example/api", deadline: 10_000 });
  expect(file.vantages.map(({ name, setting }) => [name, setting.kind])).toEqual([
    ["client", "local"],
    ["edge", "netns"],
    ["app1", "ssh"],
    ["proc", "pid"],
    ["node2", "agent"],
    ["pod", "pod"],
  ]);
  expect(file.cluster).toMatchObject({ context: "prod", namespace: "shop", service: "api" });
});

test("a capture lies beside the configuration, and is named by its key", () => {
  const { file } = parseConfig("/etc/shop/f.yaml", "captures:\n  - { at: edge, file: sub/edge.pcap }");
  expect(file.captures).toEqual([
    { at: "edge", file: "/etc/shop/sub/edge.pcap", key: ["captures", 0, "file"] },
  ]);
});

test.each([
  ["targett: x", "line 1, targett: there is no such key"],
  ["target: x\nvantages:\n  edge: { netn: e }", "line 3, vantages.edge.netn: there is no such key"],
  ["deadline: 10s\nvantages: []", "line 2, vantages: it must be a map of names and values"],
  ["vantages:\n  e: {}", "line 2, vantages.e: it must say one way to look from there"],
  ["vantages:\n  e: { netns: a, ssh: b }", "line 2, vantages.e: it must say one way to look from there"],
  ["vantages:\n  e: { ssh: -oProxyCommand=x }", 'line 2, vantages.e.ssh: it begins with "-"'],
  ["vantages:\n  e: { ssh: ops@-oProxyCommand=x }", 'line 2, vantages.e.ssh: it begins with "-"'],
  ['vantages:\n  e: { ssh: "ssh://ops@-x:22" }', 'line 2, vantages.e.ssh: it begins with "-"'],
  ["vantages:\n  e: { local: false }", "line 2, vantages.e.local: it must be true"],
  ["vantages:\n  ../e: { local: true }", "line 2, vantages.../e: it is no name of a vantage"],
  ["path:\n  - proxy: { kind: apache }", "line 2, path.0.proxy.kind: it must be nginx, haproxy"],
  ["captures:\n  - at: e", "line 2, captures.0.file: it is missing"],
  ["target: [a]", "line 1, target: it must be a text"],
  ["symptom: x\ntarget: ftp://x", "line 2, target: the scheme is ftp"],
  ["deadline: soon", "line 1, deadline:"],
  ["target: a\ntarget: b", "line 2: it is no YAML"],
  ["vantages:\n\te: { local: true }", "line 2: it is no YAML"],
  ["a: [", "line 1: it is no YAML"],
  ["---\na: 1\n---\nb: 2", "line 3: it holds more than one document"],
  ["", "line 1: it is empty"],
  ["- a", "line 1: it must be a map of keys and values"],
  ["target: !!js/function x", "it is no YAML"],
  ['target: "a\\0b"', "line 1, target: it holds a control character"],
])("%j is refused with its line, its key and what is wanted", (text, what) => {
  const message = complaint(text);
  expect(message).toContain(what);
  expect(message.split("\n")).toHaveLength(2);
});

test("what is wanted is said", () => {
  expect(complaint("vantages:\n  e: { netn: x }").split("\n")[1]).toBe(
    "Write one of: local, netns, ssh, agent, pod",
  );
  expect(complaint("target: 7").split("\n")[1]).toBe("Write for example target: https://shop.example/api");
});

test("anchors serve, and a bomb of aliases is refused at once", () => {
  expect(complaint("vantages:\n  a: &x { local: true }\n  b: *x")).toBe("accepted");
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (let level = 0; level < 9; level += 1) {
    const [name, next] = [String.fromCharCode(97 + level), String.fromCharCode(98 + level)];
    bomb.push(`${next}: &${next} [${Array(9).fill(`*${name}`).join()}]`);
  }
  expect(complaint(bomb.join("\n"))).toContain("aliases cannot be followed");
});

test("numbers as keys, and keys of objects, are names like others", () => {
  expect(complaint("vantages:\n  1: { local: true }")).toBe("accepted");
  expect(complaint("vantages:\n  __proto__: { local: true }\n  constructor: { local: true }")).toBe(
    "accepted",
  );
  expect(complaint("__proto__: 1")).toContain("no such key");
});

test("a list as a key is refused, and nothing is printed beside that", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  expect(complaint("? [a, b]\n: 1\ntarget: x")).toContain("there is no such key");
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test("what is nested deeper than any configuration is refused", () => {
  expect(complaint("[".repeat(20_000))).toContain("it is nested too deeply");
});

test("all that is wrong is said at once: the first in two lines, each further one in its own", () => {
  const text = `target: ftp://x
deadline: soon
vantages:
  edge: { netn: edge }
  app1: {}
path:
  - proxy: { kind: apache, error_log: /x }
  - database: { url: "http://192.0.2.4/" }
captures:
  - at: edge
`;
  const lines = complaint(text).split("\n");
  expect(lines[0]).toContain('Cannot use "f.yaml": 8 errors, the first in line 1, target: the scheme is ftp');
  expect(lines.slice(2).map((line) => line.trim().split(": ").slice(0, 2).join(": "))).toEqual([
    "line 2, deadline: it is no duration between 1ms and 24h",
    "line 4, vantages.edge.netn: there is no such key",
    "line 5, vantages.app1: it must say one way to look from there",
    "line 7, path.0.proxy.kind: it must be nginx, haproxy, envoy, traefik or caddy",
    "line 7, path.0.proxy.error_log: there is no such key",
    "line 8, path.1.database.url: it is no URL of a database",
    "line 10, captures.0.file: it is missing",
  ]);
  expect(lines.join("\n")).toContain("write errorLog, or one of: at, kind");
});

test.each([
  ['- database: { url: "mysql://app@[::1/shop" }', "path.0.database.url: a bracket is never closed"],
  ['- database: { url: "redis://192.0.2.4:99999/0" }', "path.0.database.url: the port is 99999"],
  ['- app: { url: "http://192.0.2.3:0/" }', "path.0.app.url: the port is 0"],
  ["- app: { metrics: 192.0.2.3:8080/metrics }", "path.0.app.metrics: it is no URL of http or https"],
  ["- app: { metrics: http://a:s3cret@192.0.2.3:99999/ }", "path.0.app.metrics: it is no URL"],
  ['- proxy: { url: "ftp://192.0.2.3/" }', "path.0.proxy.url: the scheme is ftp"],
])("a hop whose URL cannot be read is refused with its line: %s", (hop, what) => {
  expect(complaint(`path:\n  ${hop}`)).toContain(`line 2, ${what}`);
});

test("of very many errors twenty are told, and how many there are", () => {
  const lines = complaint(Array.from({ length: 500 }, (_, at) => `key${at}: 1`).join("\n")).split("\n");
  expect(lines[0]).toContain("500 errors");
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe("  and 480 more");
});

test("several lines that are no YAML are told at once", () => {
  expect(complaint("target: a\ntarget: b\ndeadline: 1s\ndeadline: 2s")).toMatch(
    /2 errors.*line 2.*\n.*\n {2}line 4/,
  );
});

test("a configuration of the greatest length is read or refused in bounded time", () => {
  const long = (unit: string) => unit.repeat(Math.floor((256 * 1024) / unit.length));
  for (const unit of ["[", "&a ", '"', "!"]) expect(complaint(long(unit)).length).toBeLessThan(1_000);
});

test("no text whatever makes anything but clear lines", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), mangled), (text) => {
      const message = complaint(text);
      if (message === "accepted") return;
      const { length } = message.split("\n");
      expect(length).toBeGreaterThanOrEqual(2);
      expect(length).toBeLessThanOrEqual(22);
      expect(message).not.toMatch(/(?!\n)\p{Cc}/u);
    }),
    { numRuns: 40 },
  );
});

const mangled = fc
  .tuple(fc.nat(whole.length), fc.nat(40), fc.string())
  .map(([at, length, put]) => whole.slice(0, at) + put + whole.slice(at + length));
