import fc from "fast-check";
import { expect, test } from "vitest";
import { FaultlineError } from "../base/index.ts";
import { parseTarget } from "./target.ts";

test.each([
  ["kube://shop/api", { namespace: "shop", service: "api", port: null }, "/", "kube://shop/api"],
  ["kube://shop/api:8080", { namespace: "shop", service: "api", port: 8080 }, "/", "kube://shop/api:8080"],
  [
    "kube://shop/api:web/x/y?token=1",
    { namespace: "shop", service: "api", port: "web" },
    "/x/y?token=1",
    "kube://shop/api:web/x/y",
  ],
  ["KUBE://shop/api/?a=1", { namespace: "shop", service: "api", port: null }, "/?a=1", "kube://shop/api/"],
  ["kube://shop/api?a=1", { namespace: "shop", service: "api", port: null }, "/?a=1", "kube://shop/api"],
])("%s names a Service", (given, kube, path, shown) => {
  expect(parseTarget(given)).toMatchObject({ kube, path, shown, scheme: "http" });
});

test.each([
  "kube://",
  "kube://shop",
  "kube://shop/",
  "kube:///api",
  "kube://Shop/api",
  "kube://shop/api:0",
  "kube://shop/api:99999",
  "kube://shop/api:-x",
  "kube://a@b/c",
  "kube://shop/a b",
])("%s is refused in two lines", (given) => {
  expect(() => parseTarget(given)).toThrow(FaultlineError);
  expect(() => parseTarget(given)).toThrow(/^Cannot parse target .*\nWrite kube:\/\//s);
});

test("no text makes it fail in another way", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseTarget(`kube://${text}`);
      } catch (error) {
        expect(error).toBeInstanceOf(FaultlineError);
      }
    }),
  );
});
