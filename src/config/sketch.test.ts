import fc from "fast-check";
import { expect, test } from "vitest";
import { FaultlineError } from "../base/index.ts";
import { kubeContextsOf } from "./kube-contexts.ts";
import { parseConfig } from "./parse-config.ts";
import { type Sketch, writeSketch } from "./sketch.ts";

const nothing: Sketch = {
  schema: null,
  target: null,
  vantages: [{ name: "client", netns: null }],
  emptyNamespaces: [],
  proxies: [],
  listeners: [],
  kubernetes: null,
};

const proxy: Sketch["proxies"][number] = {
  at: "client",
  software: "nginx",
  pid: 7,
  config: "/etc/nginx/nginx.conf",
  errorLog: "/var/log/nginx/error.log",
  accessLog: null,
};

const read = (sketch: Sketch) => parseConfig("f.yaml", writeSketch(sketch)).file;

/** The file with every comment of YAML in it taken for the real thing. */
const examples = (sketch: Sketch) =>
  writeSketch(sketch)
    .split("\n")
    .filter((line) => /^\s*# (?:- |\s*[\w-]+: ?(?:[{"]|\w))/.test(line))
    .map((line) => line.replace("# ", ""));

test("of a host where nothing was found a file is written that can be used, with an example of every key", () => {
  expect(read(nothing).vantages).toEqual([{ name: "client", setting: { kind: "local" } }]);
  const text = writeSketch(nothing);
  for (const key of ["target", "symptom", "deadline", "vantages", "path", "kubernetes", "captures"])
    expect(text).toContain(`${key}:`);
  expect(examples(nothing).length).toBeGreaterThan(5);
});

test("what is surely there stands in it, and what may be is a comment", () => {
  const sketch: Sketch = {
    ...nothing,
    schema: "/opt/faultline/faultline.schema.json",
    target: "https://shop.example/",
    vantages: [...nothing.vantages, { name: "edge", netns: "edge" }, { name: "envoy-9", netns: 9 }],
    proxies: [proxy, { ...proxy, at: "edge", software: "haproxy", pid: 8, config: null, errorLog: null }],
    listeners: [
      { at: "edge", program: "haproxy", pid: 8, address: "0.0.0.0", port: 443 },
      { at: "client", program: "nginx", pid: 7, address: "0.0.0.0", port: 8081 },
      { at: "client", program: "postgres", pid: 10, address: "::", port: 15432 },
      { at: "client", program: null, pid: null, address: "127.0.0.1", port: 6379 },
      { at: "client", program: "node", pid: 11, address: "127.0.0.1", port: 3000 },
    ],
    kubernetes: { kubeconfig: "/root/.kube/config", context: "prod", contexts: ["prod", "test"] },
  };
  const file = read(sketch);
  expect(file.target).toBe("https://shop.example/");
  expect(file.vantages.map(({ setting }) => setting.kind)).toEqual(["local", "netns", "pid"]);
  // The one at a web server's own port is met first.
  expect(file.hops).toMatchObject([{ kind: "proxy", at: "edge", software: "haproxy", config: null }]);
  const text = writeSketch(sketch);
  expect(text).toContain("# yaml-language-server: $schema=/opt/faultline/faultline.schema.json\n");
  expect(text).toContain('# - database: { at: client, url: "postgres://USER@[::1]:15432/NAME" }');
  expect(text).toContain('# - database: { at: client, url: "redis://127.0.0.1:6379/0" }');
  expect(text).toContain('# - app: { at: client, url: "http://127.0.0.1:3000/" }  # node');
  expect(text).toContain("# Other contexts: test");
  expect(text).not.toContain(":8081/");
});

test("of several proxies of which none stands out, none is taken for the request's own", () => {
  const other = { ...proxy, pid: 8, software: "haproxy" } as const;
  const sketch: Sketch = { ...nothing, proxies: [proxy, other] };
  expect(read(sketch).hops).toEqual([]);
  expect(writeSketch(sketch)).toContain("# - proxy: { at: client, kind: haproxy");
});

test("whatever the names are, the file can be used", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom("true", "no", "# x", "a: b", "{", '"'),
  );
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 65_535 }), (name, file, port) => {
      const sketch: Sketch = {
        ...nothing,
        schema: file,
        proxies: [{ ...proxy, config: `/${file}` }],
        listeners: [{ at: "client", program: name, pid: 9, address: "127.0.0.1", port }],
        kubernetes: { kubeconfig: `/${file}`, context: name, contexts: [name, file] },
      };
      expect(() => read(sketch)).not.toThrow(FaultlineError);
    }),
    { numRuns: 100 },
  );
});

test("the contexts of a kubeconfig are read, and nothing else of it", async () => {
  const text = `apiVersion: v1
current-context: prod
contexts:
  - { name: prod, context: { cluster: c, user: u } }
  - name: test
  - nothing
users: [ { name: u, user: { token: secret } } ]
`;
  expect(await kubeContextsOf(text)).toEqual({ current: "prod", names: ["prod", "test"] });
  for (const other of ["", "[", "a: 1", "contexts: 1", "&a [*a]", "x".repeat(2_000_000)])
    expect(await kubeContextsOf(other)).toBeNull();
});
