import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { type FileRead, localVantage, type Vantage } from "../vantage/index.ts";
import {
  hostsFileOf,
  parseHostsFile,
  parseResolverConfig,
  type ResolverFiles,
  readHostsFile,
  readResolverConfig,
} from "./index.ts";

const none: ResolverFiles = {
  resolvConf: null,
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
};
const parse = (resolvConf: string, more: Partial<ResolverFiles> = {}) =>
  parseResolverConfig({ ...none, resolvConf, ...more });

describe("parseResolverConfig()", () => {
  test("without a file this host itself is asked, with the defaults", () => {
    expect(parseResolverConfig(none)).toMatchObject({
      nameservers: ["127.0.0.1"],
      namesServers: false,
      ndots: 1,
      timeoutSeconds: 5,
      attempts: 2,
      search: [],
      sources: ["files", "dns"],
    });
  });

  test("only the first three nameservers are used", () => {
    const config = parse([1, 2, 3, 4].map((n) => `nameserver 192.0.2.${n}`).join("\n"));
    expect(config.nameservers).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
    expect(config.ignoredNameservers).toEqual(["192.0.2.4"]);
  });

  test.each([
    ["the last of search and domain wins", "search a b\ndomain c.example\n", ["c.example"]],
    ["domain takes one name", "domain a b", ["a"]],
    ["many suffixes are kept", "search a b c d e f g", ["a", "b", "c", "d", "e", "f", "g"]],
    ["comments end a line", "search a # b", ["a"]],
  ])("%s", (_, text, search) => {
    expect(parse(text).search).toEqual(search);
  });

  test("LOCALDOMAIN and RES_OPTIONS of the environment go before the file, for glibc alone", () => {
    const environment = { LOCALDOMAIN: "a.example b.example", RES_OPTIONS: "ndots:3 timeout:1" };
    const file = "search c.example\noptions ndots:2 attempts:4";
    expect(parse(file, { environment })).toMatchObject({
      search: ["a.example", "b.example"],
      ndots: 3,
      timeoutSeconds: 1,
      attempts: 4,
    });
    expect(parse(file, { environment, libc: "musl" })).toMatchObject({ search: ["c.example"], ndots: 2 });
    expect(parse(file, { environment: { LOCALDOMAIN: " " } })).toMatchObject({ search: ["c.example"] });
  });

  test("the host's own domain is searched where no list is given, by glibc alone", () => {
    expect(parse("", { hostname: "h.corp.example" }).search).toEqual(["corp.example"]);
    expect(parse("", { hostname: "h.corp.example", libc: "musl" }).search).toEqual([]);
    expect(parse("search a", { hostname: "h.corp.example" }).search).toEqual(["a"]);
  });

  test.each([
    [
      "options ndots:5 timeout:1 attempts:3 rotate single-request",
      { ndots: 5, timeoutSeconds: 1, attempts: 3, rotate: true },
    ],
    ["options ndots:99 timeout:99 attempts:99", { ndots: 15, timeoutSeconds: 30, attempts: 5 }],
    ["options timeout:0 attempts:0", { timeoutSeconds: 1, attempts: 1 }],
    ["options ndots:x", { ndots: 1, malformedLines: ["options ndots:x"] }],
  ])("%s", (text, config) => {
    expect(parse(text)).toMatchObject(config);
  });

  test("what cannot be understood is kept as it is", () => {
    const { malformedLines, nameservers } = parse("nameserver ns.example\nnameserv 192.0.2.1\n; fine\n\n");
    expect(malformedLines).toEqual(["nameserver ns.example", "nameserv 192.0.2.1"]);
    expect(nameservers).toEqual(["127.0.0.1"]);
  });

  test("sources are those of nsswitch.conf, each action one word; musl knows none", () => {
    const nsswitch =
      "passwd: files\nhosts:  files mdns4_minimal [NOTFOUND=return  TRYAGAIN=continue] dns # x\n";
    expect(parse("", { nsswitch }).sources).toEqual([
      "files",
      "mdns4_minimal",
      "[NOTFOUND=return TRYAGAIN=continue]",
      "dns",
    ]);
    expect(parse("", { nsswitch, libc: "musl" }).sources).toEqual(["files", "dns"]);
  });

  test("resolvers by option stand in place of the file's, and the search list stays", () => {
    const config = parse("nameserver 192.0.2.1\nsearch a", { overrides: ["192.0.2.9:5353"] });
    expect(config).toMatchObject({ nameservers: ["192.0.2.9:5353"], overridden: true, search: ["a"] });
  });

  test("any text is data", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 100 }), (resolvConf, nsswitch) => {
        expect(parse(resolvConf, { nsswitch }).nameservers.length).toBeGreaterThan(0);
        parseHostsFile(resolvConf, nsswitch);
      }),
    );
  });
});

test("parseHostsFile() takes every line that names it, whatever the case, and no comment", () => {
  const text =
    "127.0.0.1 localhost\n192.0.2.1 a Shop.example # b\n#192.0.2.2 shop.example\n2001:db8::1\tSHOP.EXAMPLE\nx shop.example\n";
  expect(parseHostsFile(text, "shop.example")).toEqual({
    name: "shop.example",
    addresses: ["192.0.2.1", "2001:db8::1"],
    lines: [2, 4],
  });
  expect(parseHostsFile(text, "b")).toMatchObject({ addresses: [], lines: [] });
});

/** A vantage of a few files, and what `/lib` holds. */
const vantageOf = (files: Readonly<Record<string, FileRead>>, lib: readonly string[]): Vantage => ({
  ...localVantage("client"),
  read: async (path) => files[path] ?? { outcome: "missing" },
  list: async (path) => (path === "/lib" ? lib : null),
});

const contextOf = () => ({
  clock: systemClock,
  signal: new AbortController().signal,
  timeout: 100,
  recorder: createRecorder("client"),
  purpose: "context" as const,
});

test("readResolverConfig() tells the C library by its loader", async () => {
  const read = async (lib: readonly string[]) =>
    (await readResolverConfig(vantageOf({}, lib), { overrides: [] }, contextOf())).value.libc;
  expect(await read(["ld-musl-x86_64.so.1"])).toBe("musl");
  expect(await read(["ld-linux-aarch64.so.1", "ld-musl-x86_64.so.1"])).toBe("glibc");
  expect(await read([])).toBe("unknown");
});

test("a file that may not be read is a gap, and no fault", async () => {
  const context = contextOf();
  const files = {
    "/etc/resolv.conf": { outcome: "permission" },
    "/etc/hosts": { outcome: "permission" },
  } as const;
  await readResolverConfig(vantageOf(files, []), { overrides: [] }, context);
  await readHostsFile(vantageOf(files, []), "shop.example", context);
  expect(context.recorder.gaps.map(({ needs, reason }) => [needs, reason])).toEqual([
    ["/etc/resolv.conf of client", "permission"],
    ["/etc/hosts of client", "permission"],
  ]);
});

test("hostsFileOf() reads the file again for a name that a redirect leads to, and not for one that is known", async () => {
  const reads: string[] = [];
  const vantage: Vantage = {
    ...localVantage("client"),
    read(path) {
      reads.push(path);
      return Promise.resolve({ outcome: "read", text: "192.0.2.1 shop.example\n192.0.2.2 other.example\n" });
    },
  };
  const known = { name: "shop.example", addresses: ["192.0.2.1"], lines: [1] };
  expect(await hostsFileOf(vantage, "shop.example", known)).toBe(known);
  expect(await hostsFileOf(vantage, "192.0.2.9", known)).toBe(known);
  expect(reads).toEqual([]);
  expect(await hostsFileOf(vantage, "other.example", known)).toMatchObject({ addresses: ["192.0.2.2"] });
});
