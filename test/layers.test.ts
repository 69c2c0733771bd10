import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { expect, test } from "vitest";

interface Room {
  /** Other rooms that it may import, by their door. */
  readonly rooms: readonly string[];
  /** Packages of npm that it may import. Each is imported in one room only. */
  readonly packages: readonly string[];
  /** Modules of Node; `null` where any may be used, for the room touches the outside. */
  readonly node: readonly string[] | null;
}

/** Pure rooms: no input, no output, no clock. `isIP` of node:net is a pure function. */
const pure = (...rooms: readonly string[]): Room => ({ rooms, packages: [], node: ["node:net"] });
const outside = (...rooms: readonly string[]): Room => ({ rooms, packages: [], node: null });

/**
 * The architecture, as a table. Data flows down it; imports point up. A room is entered through its index.ts and no
 * other file. A new line here is a design decision.
 */
const mayImport: Readonly<Record<string, Room>> = {
  base: pure(),
  evidence: pure("base"),
  wire: pure("base"),
  calc: pure("base"),
  sys: { ...outside("base", "wire"), packages: ["koffi"] },
  signals: pure("base", "evidence"),
  config: { ...outside("base", "evidence"), packages: ["yaml", "zod"] },
  vantage: outside("base", "evidence", "sys"),
  probe: outside("base", "evidence", "wire", "sys", "vantage"),
  host: outside("base", "evidence", "wire", "sys", "vantage"),
  database: outside("base", "evidence", "wire", "vantage", "probe"),
  capture: { ...outside("base", "evidence", "wire", "sys", "vantage"), packages: ["@duckdb/node-api"] },
  app: outside("base", "evidence", "sys", "vantage"),
  proxy: {
    ...outside("base", "evidence", "sys", "signals", "config", "vantage"),
    packages: ["smol-toml"],
  },
  kube: {
    ...outside("base", "evidence", "wire", "sys", "signals", "vantage"),
    packages: ["@kubernetes/client-node"],
  },
  diagnose: pure("base", "evidence", "calc", "signals"),
  report: pure("base", "evidence", "diagnose"),
  incident: {
    ...outside(
      "base",
      "evidence",
      "wire",
      "sys",
      "signals",
      "config",
      "vantage",
      "probe",
      "host",
      "database",
      "capture",
      "proxy",
      "app",
      "kube",
      "diagnose",
      "report",
    ),
    packages: ["fflate"],
  },
  lab: outside(
    "base",
    "evidence",
    "wire",
    "sys",
    "config",
    "vantage",
    "probe",
    "host",
    "diagnose",
    "report",
    "incident",
  ),
  cli: {
    ...outside(
      "base",
      "evidence",
      "wire",
      "calc",
      "sys",
      "signals",
      "config",
      "vantage",
      "probe",
      "host",
      "diagnose",
      "report",
      "incident",
      "capture",
      "kube",
      "lab",
    ),
    packages: ["commander"],
  },
};

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => join("src", file));

const roomOf = (path: string) => path.split(sep)[1] ?? "";

/** Every import specifier in a file. A regular expression is enough: Biome fixes the form of our imports. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/(?:^|[\s}(])(?:from|import)[\s(]+"([^"\n]+)"/gm)].map(
    (match) => match[1] ?? "",
  );
}

/** What is wrong with one import, or `null`. */
function violation(file: string, specifier: string): string | null {
  const name = roomOf(file);
  const room = mayImport[name];
  if (room === undefined) return `${file}: the table has no room "${name}"`;
  if (specifier.startsWith("node:")) {
    const isAllowed = room.node === null || room.node.includes(specifier);
    return isAllowed ? null : `${file}: room "${name}" is pure and may not import "${specifier}"`;
  }
  if (!specifier.startsWith(".")) {
    return room.packages.includes(specifier) ? null : `${file}: room "${name}" may not import "${specifier}"`;
  }
  const target = normalize(join(dirname(file), specifier));
  const other = roomOf(target);
  if (other === name) return null;
  if (!room.rooms.includes(other)) return `${file}: room "${name}" may not import room "${other}"`;
  return target === join("src", other, "index.ts") ? null : `${file}: enter by index.ts, not by ${target}`;
}

test("every import respects the table of rooms", () => {
  const wrong = files.flatMap((file) => importsOf(file).map((specifier) => violation(file, specifier)));
  expect(wrong.filter((message) => message !== null)).toEqual([]);
});

test("the table names every room, and no room that is gone", () => {
  expect(Object.keys(mayImport).sort()).toEqual([...new Set(files.map(roomOf))].sort());
});

test("the table has no circle: a room imports only rooms above it", () => {
  const order = Object.keys(mayImport);
  const wrong = Object.entries(mayImport).flatMap(([name, { rooms }]) =>
    rooms.filter((other) => order.indexOf(other) >= order.indexOf(name)).map((other) => `${name} → ${other}`),
  );
  expect(wrong).toEqual([]);
});

test("a package of npm is imported in one room only, and every dependency is imported", () => {
  const used = Object.values(mayImport).flatMap(({ packages }) => packages);
  // A peer that is optional is loaded where the user has installed it.
  const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: object;
    peerDependencies: object;
  };
  expect(used.toSorted()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).toSorted());
});

test("a cause is a table: it imports the shape of a cause and nothing else", () => {
  const inside = (folder: string) =>
    files
      .filter((file) => file.startsWith(join("src", "diagnose", folder)) && !file.endsWith("index.ts"))
      .flatMap((file) => importsOf(file).map((specifier) => normalize(join(dirname(file), specifier))));
  const others = inside("causes").filter((path) => path !== join("src", "diagnose", "cause.ts"));
  expect([...new Set(others)]).toEqual([]);
  expect(inside("read").filter((path) => path.includes("cause"))).toEqual([]);
});

test("no room re-exports everything of a file", () => {
  const wrong = files.filter((file) => /^export \* from/m.test(readFileSync(file, "utf8")));
  expect(wrong).toEqual([]);
});
