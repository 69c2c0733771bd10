import { expect, test } from "vitest";
import { httpRoutes } from "./http-route.ts";
import { bestRoutes, ingressRoutes } from "./ingress.ts";
import { hostFit, pathFit } from "./match.ts";

test.each([
  ["prefix", "/", "/x", true],
  ["prefix", "/foo", "/foo", true],
  ["prefix", "/foo", "/foo/", true],
  ["prefix", "/foo/", "/foo", true],
  ["prefix", "/foo", "/foo/bar?x=1", true],
  ["prefix", "/foo", "/foobar", false],
  ["prefix", "/aaa/bb", "/aaa/bbb", false],
  ["prefix", "/foo", "/Foo", false],
  ["exact", "/foo", "/foo", true],
  ["exact", "/foo", "/foo/", false],
] as const)("a %s path %s takes %s: %j", (type, pattern, path, fits) => {
  expect(pathFit(type, pattern, path) !== null).toBe(fits);
});

test.each([
  ["*.foo.com", "bar.foo.com", true, true],
  ["*.foo.com", "baz.bar.foo.com", false, true],
  ["*.foo.com", "foo.com", false, false],
  ["Foo.com", "foo.COM.", true, true],
  [null, "anything", true, true],
  ["foo.com", "xfoo.com", false, false],
])("the host %j fits %s: %j in an Ingress, %j in the Gateway API", (pattern, host, one, many) => {
  expect(hostFit(pattern, host, "one-label") !== null).toBe(one);
  expect(hostFit(pattern, host, "labels") !== null).toBe(many);
});

const backend = (name: string) => ({ service: { name, port: { number: 80 } } });
const ingress = (name: string, spec: object) => ({ metadata: { name, namespace: "shop" }, spec });
const servicesOf = (objects: readonly unknown[], host: string, path: string) =>
  bestRoutes(objects.flatMap((object) => ingressRoutes(object, { host, path }))).map(
    ({ service }) => service.service,
  );

const rules = ingress("one", {
  defaultBackend: backend("fallback"),
  rules: [
    {
      host: "shop.example.com",
      http: {
        paths: [
          { path: "/", pathType: "Prefix", backend: backend("web") },
          { path: "/api", pathType: "Prefix", backend: backend("api") },
          { path: "/api", pathType: "Exact", backend: backend("root") },
        ],
      },
    },
    {
      host: "*.example.com",
      http: { paths: [{ path: "/api/v2", pathType: "Prefix", backend: backend("wild") }] },
    },
  ],
});

test.each([
  ["shop.example.com", "/", ["web"]],
  ["shop.example.com", "/api", ["root"]],
  ["shop.example.com", "/api/v2/x", ["api"]],
  ["other.example.com", "/api/v2", ["wild"]],
  ["other.example.com", "/x", ["fallback"]],
])("%s%s goes to %j", (host, path, services) => {
  expect(servicesOf([rules], host, path)).toEqual(services);
});

test("two controllers each have their own best route", () => {
  const other = ingress("two", { ingressClassName: "other", defaultBackend: backend("second") });
  expect(servicesOf([rules, other], "shop.example.com", "/")).toEqual(["web", "second"]);
});

test("an HTTPRoute with weights, headers or a pattern is not certain", () => {
  const route = (rule: object) => ({
    metadata: { name: "r", namespace: "shop" },
    spec: { parentRefs: [{ name: "gw" }], hostnames: ["*.example.com"], rules: [rule] },
  });
  const asked = { host: "a.b.example.com", path: "/api/x" };
  const refs = [{ name: "api", port: 80 }];
  const [plain] = httpRoutes(
    route({ matches: [{ path: { type: "PathPrefix", value: "/api" } }], backendRefs: refs }),
    asked,
  );
  expect(plain).toMatchObject({
    by: "gw",
    isCertain: true,
    service: { namespace: "shop", service: "api", port: 80 },
  });
  const two = httpRoutes(
    route({ backendRefs: [...refs, { name: "new", port: 80, weight: 1 }, { name: "off", weight: 0 }] }),
    asked,
  );
  expect(two.map(({ service, isCertain }) => [service.service, isCertain])).toEqual([
    ["api", false],
    ["new", false],
  ]);
  expect(
    httpRoutes(route({ matches: [{ headers: [{ name: "x" }] }], backendRefs: refs }), asked)[0]?.isCertain,
  ).toBe(false);
  expect(httpRoutes(route({ matches: [{ path: { value: "/other" } }], backendRefs: refs }), asked)).toEqual(
    [],
  );
  expect(httpRoutes(route({ backendRefs: refs }), { host: "example.org", path: "/" })).toEqual([]);
});
