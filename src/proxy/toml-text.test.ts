import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTomlText } from "./toml-text.ts";

test("parseTomlText() tells values and the lines that they stand in", async () => {
  const read = await parseTomlText(
    [
      'title = "x"',
      "[http.routers.shop]",
      '  rule = "Host(`shop.example`)"',
      "[http.services.app.loadBalancer]",
      '  words = """',
      "  url = 1",
      '  """',
      "  [[http.services.app.loadBalancer.servers]]",
      '    url = "http://192.0.2.1"',
      "  [[http.services.app.loadBalancer.servers]]",
      '    url = "http://192.0.2.2"',
    ].join("\n"),
  );
  if (read.outcome !== "read") throw new Error(read.what);
  expect(read.value).toMatchObject({
    http: { services: { app: { loadBalancer: { servers: [{}, { url: "http://192.0.2.2" }] } } } },
  });
  const servers = ["http", "services", "app", "loadBalancer", "servers"];
  expect(read.lineOf(["title"])).toBe(1);
  expect(read.lineOf(["http", "routers", "shop", "rule"])).toBe(3);
  expect(read.lineOf([...servers, 1, "url"])).toBe(11);
  expect(read.lineOf([...servers, 0])).toBe(8);
  expect(read.lineOf([...servers, 1, "weight"])).toBe(10);
});

test("parseTomlText() refuses a text with an error, and says its line", async () => {
  expect(await parseTomlText("a = 1\nb = [1, 2\nc = 3\n")).toMatchObject({ outcome: "refused", line: 3 });
  expect(await parseTomlText("a = 1\na = 2\n")).toMatchObject({ outcome: "refused", line: 2 });
});

test("parseTomlText() refuses what has no bottom, and keeps large numbers", async () => {
  expect((await parseTomlText(`a = ${"[".repeat(100_000)}`)).outcome).toBe("refused");
  expect((await parseTomlText(`a${".a".repeat(10_000)} = 1`)).outcome).toBe("refused");
  expect((await parseTomlText(`[a${".a".repeat(10_000)}]`)).outcome).toBe("refused");
  expect((await parseTomlText(" ".repeat(9 * 1024 * 1024))).outcome).toBe("refused");
  expect(await parseTomlText("a = 9223372036854775807")).toMatchObject({ value: { a: 2n ** 63n - 1n } });
});

test("parseTomlText() never throws, whatever is asked for a line", async () => {
  const unit = fc.constantFrom(..."ab.=[]{}\"'\n ,1#\\-_", '"""', "__proto__", "1979-05-27");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit }), fc.array(fc.string({ unit })), async (text, path) => {
      const read = await parseTomlText(text);
      if (read.outcome === "read") read.lineOf(path);
    }),
  );
});
