import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDirectives } from "./directive.ts";
import { lex } from "./lex.ts";
import { type Files, filesOfDump, loadNginx } from "./load.ts";
import { octetsOf, timeOf } from "./units.ts";

const words = (source: string) =>
  lex(source).tokens.map((token) => (token.kind === "word" ? token.text : token.kind));

const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, (letter) => `\\${letter}`)}"`;

const filesOf = (texts: Readonly<Record<string, string>>): Files => ({
  read: async (path) => {
    const text = texts[path];
    return text === undefined ? { outcome: "missing" } : { outcome: "read", text };
  },
  list: async (folder) =>
    Object.keys(texts).flatMap((path) =>
      path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
    ),
});

const load = (texts: Readonly<Record<string, string>>) =>
  loadNginx("/c/nginx.conf", filesOf(texts), new AbortController().signal);

describe("lex()", () => {
  test("splits words, quotes, escapes and comments as nginx does", () => {
    expect(words("a \"b c\" 'd;e' f\\ g # h\n;")).toEqual(["a", "b c", "d;e", "f\\ g", ";"]);
    const drawn = `$${"{v}"}y`;
    expect(words(`x ${drawn} a"b;{}`)).toEqual(["x", drawn, 'a"b', ";", "{", "}"]);
    expect(words("'\\t\\'\\d'")).toEqual(["\t'\\d"]);
  });

  test("passes over a block of Lua with braces in strings and comments", () => {
    const source =
      'location / { content_by_lua_block { local a = "}" -- }\n if a then ngx.say({1}) end [[ } ]] } }';
    expect(words(source)).toEqual(["location", "/", "{", "content_by_lua_block", "{", "}", "}"]);
  });

  test("says the line of a quote that does not end", () => {
    expect(lex('a;\nb "c').problem).toEqual({ line: 2, what: "a quoted text does not end" });
  });

  test("gives back every text that was quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        expect(words(texts.map(quoted).join(" "))).toEqual(texts);
      }),
    );
  });

  test("never throws, whatever the text, and neither does what builds on it", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      ";",
      '"',
      "'",
      "\\",
      "$",
      "${",
      "#",
      "\n",
      " ",
      "_by_lua_block",
      "if",
      "[[",
      "--",
      "é",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        parseDirectives(lex(pieces.join("")).tokens, "/f");
      }),
      { numRuns: 1_000 },
    );
  });

  test("takes 5 MB of open blocks within its bounds", () => {
    const { tokens } = lex("a {\n".repeat(1_250_000));
    expect(parseDirectives(tokens, "/f").problem?.what).toBe("blocks are nested too deep");
  });
});

describe("loadNginx()", () => {
  test("includes by pattern, relative to the folder of the configuration, in order", async () => {
    const { directives, files } = await load({
      "/c/nginx.conf": "include d/*.conf; c;",
      "/c/d/2.conf": "b;",
      "/c/d/1.conf": "a;",
      "/c/d/.hidden.conf": "h;",
    });
    expect(directives.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(files).toEqual(["/c/nginx.conf", "/c/d/1.conf", "/c/d/2.conf"]);
  });

  test("ends a file that includes itself", async () => {
    const { problems } = await load({
      "/c/nginx.conf": "include a;",
      "/c/a": "include b;",
      "/c/b": "x; include a;",
    });
    expect(problems).toEqual([{ where: "/c/b:1", what: "a file includes itself" }]);
  });

  test("names the place of what is missing and of what is wrong", async () => {
    const { problems } = await load({ "/c/nginx.conf": "a;\ninclude none;\nhttp { server { }\n" });
    expect(problems).toEqual([
      { where: "/c/nginx.conf:3", what: "a block does not end" },
      { where: "/c/nginx.conf:2", what: "cannot read /c/none: missing" },
    ]);
  });

  test("reads what nginx -T prints as the files that it names", async () => {
    const dump =
      "nginx: ok\n# configuration file /c/nginx.conf:\ninclude d/*;\n\n# configuration file /c/d/a:\nx 1;\n\n";
    const { directives } = await loadNginx("/c/nginx.conf", filesOfDump(dump), new AbortController().signal);
    expect(directives).toEqual([{ name: "x", words: ["1"], block: null, where: "/c/d/a:1" }]);
  });
});

test("times and sizes are read as nginx reads them", () => {
  expect([timeOf("60"), timeOf("1m30s"), timeOf("500ms"), timeOf("1h 30m"), timeOf("x")]).toEqual([
    60_000,
    90_000,
    500,
    5_400_000,
    null,
  ]);
  expect([octetsOf("8k"), octetsOf("1M"), octetsOf("10"), octetsOf("k")]).toEqual([
    8_192,
    1_048_576,
    10,
    null,
  ]);
});
