import { expect, test } from "vitest";
import { withheldFrom } from "./withheld.ts";

const from = (dataOctets: number, ...names: readonly string[]) =>
  withheldFrom({ asked: { dataOctets }, secrets: { headers: names.map((name) => [name, "x"] as const) } });

test("what says who the client is, and a body, is withheld from the hops behind", () => {
  expect(from(0, "Authorization")).toEqual(["credentials"]);
  expect(from(0, "cookie", "Accept")).toEqual(["credentials"]);
  expect(from(10)).toEqual(["body"]);
  expect(from(0, "Accept", "X-Trace")).toEqual([]);
});
