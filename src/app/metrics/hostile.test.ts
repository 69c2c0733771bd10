import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSample } from "./exposition.ts";
import { poolsOf } from "./pools-of.ts";
import { micrometer, told } from "./testing.ts";

describe("hostile text", () => {
  test.each([
    ["NaN in use", "pg_pool_active_connections NaN\npg_pool_idle_connections 0\npg_pool_max 3\n", []],
    [
      "a limit of +Inf",
      "pg_pool_active_connections 3\npg_pool_idle_connections 0\npg_pool_max +Inf\n",
      ["node-postgres: 3+0/null, null wait"],
    ],
    [
      "less than nobody waiting",
      "pg_pool_active_connections 3\npg_pool_max 3\npg_pool_waiting_connections -1\n",
      ["node-postgres: 3+0/3, null wait"],
    ],
    [
      "one series twice, with two values",
      "pg_pool_active_connections 3\npg_pool_active_connections 2\npg_pool_max 3\n",
      [],
    ],
    [
      "one series twice, with one value",
      "pg_pool_active_connections 3\npg_pool_active_connections 3\npg_pool_max 3\n",
      ["node-postgres: 3+0/3, null wait"],
    ],
    ["in use alone", "pg_pool_active_connections 3\n", []],
    [
      "labels that are escaped",
      'pg_pool_active_connections{database="a\\"}\\\\b\\nc",host="h"} 3\npg_pool_max{host="h",database="a\\"}\\\\b\\nc"} 3',
      ['h/a"}\\b c: 3+0/3, null wait'],
    ],
    [
      "a control character in a name",
      'pg_pool_active_connections{database="\u001b[2Ja"} 3\npg_pool_max{database="\u001b[2Ja"} 3',
      ["[2Ja: 3+0/3, null wait"],
    ],
    [
      "exemplars, times and spaces",
      '  pg_pool_active_connections { host = "h" , } 3 1700000000000\npg_pool_max{host="h"} 3 # {trace_id="x"} 1',
      ["h: 3+0/3, null wait"],
    ],
    [
      "carriage returns",
      "pg_pool_active_connections 3\r\npg_pool_max 3\r\n",
      ["node-postgres: 3+0/3, null wait"],
    ],
    ["a brace that is not closed", 'pg_pool_active_connections{host="h" 3\npg_pool_max{host="h', []],
    [
      "a label that is called __proto__",
      'pg_pool_active_connections{__proto__="h"} 3\npg_pool_max{__proto__="h"} 3',
      ["node-postgres: 3+0/3, null wait"],
    ],
  ])("%s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test("a line of a megabyte is passed over, and what follows is read", () => {
    const long = `pg_pool_active_connections{host="${"x".repeat(1_048_576)}"} 3\n`;
    expect(told(`${long}${'a{b="\\'.repeat(200_000)}\npg_pool_active_connections 1\npg_pool_max 3`)).toEqual([
      "node-postgres: 1+2/3, null wait",
    ]);
  });

  test("of thousands of pools fifty are kept, those that are short first", () => {
    const text = Array.from({ length: 5_000 }, (_, at) =>
      micrometer(at === 1_500 ? 10 : 1, at === 1_500 ? 3 : 0, `p${at}`),
    );
    const { pools } = poolsOf(text.join(""));
    expect(pools).toHaveLength(50);
    expect(pools[0]).toMatchObject({ name: "p1500", waiting: 3 });
  });

  test("whatever the octets are, nothing is thrown, and every number is a count", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "pg_pool_active_connections",
        "pg_pool_max",
        "{",
        "}",
        '"',
        "\\",
        "=",
        ",",
        " ",
        "\n",
        "3",
        "NaN",
        "1e999",
        "#",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const { active, idle, limit } of poolsOf(pieces.join("")).pools)
          for (const count of [active, idle, limit ?? 0])
            expect(count >= 0 && Number.isFinite(count)).toBe(true);
      }),
    );
    const binary = Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 7_919) % 256)).toString(
      "utf8",
    );
    expect(poolsOf(binary).pools).toEqual([]);
  });
});

test.each([
  ["a 1", { name: "a", value: 1 }],
  ["a:b_c -1.5e-3 12", { name: "a:b_c", value: -0.0015 }],
  ["a +Inf", { name: "a", value: Number.POSITIVE_INFINITY }],
  ["a -Inf", { name: "a", value: Number.NEGATIVE_INFINITY }],
  ["a 1e999", { name: "a", value: Number.POSITIVE_INFINITY }],
])("parseSample(%s)", (line, expected) => {
  expect(parseSample(line)).toMatchObject(expected);
});

test.each([
  "",
  "# HELP a b",
  "a",
  "a one",
  "a 0x10",
  "1a 1",
  '{a="b"} 1',
  "a{b=c} 1",
  'a{b="c"}',
  '"a": 1',
  "<html>",
])("parseSample(%s) finds no sample", (line) => {
  expect(parseSample(line)).toBeNull();
});
