import fc from "fast-check";
import { expect, test } from "vitest";
import { type Labelled, parseSelector } from "./selector.ts";

const labelled = (labels: Readonly<Record<string, string>>, more: Partial<Labelled> = {}): Labelled => ({
  isNamespaced: true,
  label: (key) => (Object.hasOwn(labels, key) ? (labels[key] ?? null) : null),
  ...more,
});

type Labels = Readonly<Record<string, string>>;

test.each<[string, readonly Labels[], readonly Labels[]]>([
  ['app == "web"', [{ app: "web" }, { app: "web", x: "y" }], [{}, { app: "we" }, { x: "web" }]],
  ["app == 'web'", [{ app: "web" }], [{ app: "Web" }]],
  ["app=='web'", [{ app: "web" }], [{}]],
  ["app != 'web'", [{ app: "api" }, {}], [{ app: "web" }]],
  ["app in {\"web\", 'api'}", [{ app: "web" }, { app: "api" }], [{ app: "db" }, {}]],
  ["app in { }", [], [{ app: "db" }, {}]],
  ["app not in {'web','api'}", [{ app: "db" }, {}], [{ app: "web" }]],
  ["app notin {'web'}", [{ app: "db" }], [{ app: "web" }]],
  ["has(app)", [{ app: "" }], [{}, { apps: "x" }]],
  ["!has(app)", [{}, { x: "y" }], [{ app: "" }]],
  ["! has( app )", [{}], [{ app: "x" }]],
  ["!!has(app)", [{ app: "x" }], [{}]],
  ["app contains 'e'", [{ app: "web" }], [{ app: "api" }, {}]],
  ["app starts with 'w'", [{ app: "web" }], [{ app: "api" }, {}]],
  ["app startswith 'w'", [{ app: "web" }], [{ app: "api" }]],
  ["app ends  with 'b'", [{ app: "web" }], [{ app: "api" }]],
  ['app endswith "b"', [{ app: "db" }], [{ app: "api" }]],
  ["all()", [{}, { app: "x" }], []],
  ["", [{}, { app: "x" }], []],
  ["  ", [{}], []],
  ["a == 'x' && b == 'y'", [{ a: "x", b: "y" }], [{ a: "x" }, { b: "y" }]],
  ["a == 'x' || b == 'y'", [{ a: "x" }, { b: "y" }], [{ a: "y" }, {}]],
  ["a == 'x' || b == 'y' && c == 'z'", [{ a: "x" }, { b: "y", c: "z" }], [{ b: "y" }, { c: "z" }]],
  ["(a == 'x' || b == 'y') && c == 'z'", [{ a: "x", c: "z" }], [{ a: "x" }]],
  ["!(a == 'x' && b == 'y')", [{ a: "x" }, {}], [{ a: "x", b: "y" }]],
  ["!a == 'x' && b == 'y'", [{ b: "y" }], [{ a: "x", b: "y" }, {}]],
  ["!a in {'x'}", [{ a: "y" }, {}], [{ a: "x" }]],
  ["projectcalico.org/namespace == 'shop'", [{ "projectcalico.org/namespace": "shop" }], [{}]],
  ["in == 'x'", [{ in: "x" }], [{ in: "y" }]],
  ["has.x == 'y'", [{ "has.x": "y" }], [{}]],
])("%s", (text, matching, others) => {
  const selector = parseSelector(text);
  for (const labels of matching) expect(selector?.(labelled(labels))).toBe(true);
  for (const labels of others) expect(selector?.(labelled(labels))).toBe(false);
});

test.each([
  ..."b == b|b contains b|'b' == b|b|a b|!|(|)|()|%|a |has()|has(a) &&|all(x)|a starts 'x'".split("|"),
  ...["a == 'x' &", "a in 'x'", "a in {'x'", "a in {'x' 'y'}", "a == 'x", "a not 'x'", "a == 'x' b == 'y'"],
  ...["a == 'x' && || b == 'y'", "a === 'x'", "has(a", "(a == 'x'", "a != ", `${"!".repeat(200)}has(a)`],
])("%s is no selector", (text) => {
  expect(parseSelector(text)).toBe(null);
});

test("a label that is not known leaves it open, unless the rest decides", () => {
  const open = labelled({}, { label: () => ({ why: "labels" }) });
  expect(parseSelector("a == 'x'")?.(open)).toEqual({ why: "labels" });
  expect(parseSelector("a != 'x'")?.(open)).toEqual({ why: "labels" });
  expect(parseSelector("a == 'x' || all()")?.(open)).toBe(true);
  expect(parseSelector("a == 'x' && !all()")?.(open)).toBe(false);
});

test("all() and global() of a namespaceSelector ask whether it belongs to a namespace", () => {
  const inside = labelled({}, { byNamespace: true });
  const outside = labelled({}, { byNamespace: true, isNamespaced: false });
  expect(parseSelector("all()")?.(outside)).toBe(false);
  expect(parseSelector("all()")?.(inside)).toBe(true);
  expect(parseSelector("global()")?.(outside)).toBe(true);
  expect(parseSelector("global()")?.(inside)).toBe(false);
  expect(parseSelector("global()")?.(labelled({}))).toMatchObject({ why: expect.any(String) });
});

test("any text is read without an exception, in a time that its length bounds", () => {
  const parts = fc.constantFrom(
    "a",
    "(",
    ")",
    "!",
    "&&",
    "||",
    "==",
    "in",
    "{",
    "}",
    ",",
    "'x'",
    "has(a)",
    " ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(parts).map((some) => some.join(" ")),
      ),
      (text) => {
        const answer = parseSelector(text)?.(labelled({ a: "x" }));
        expect([true, false, undefined]).toContain(typeof answer === "object" ? undefined : answer);
      },
    ),
  );
  expect(parseSelector("(".repeat(4_000))).toBe(null);
  expect(parseSelector("a".repeat(5_000))).toBe(null);
});
