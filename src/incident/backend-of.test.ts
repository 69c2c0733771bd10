import { expect, test } from "vitest";
import { backendOf } from "./backend-of.ts";

test.each<[Readonly<Record<string, string>>, string | null]>([
  [{ "x-backend-server": "app2", via: "1.1 edge" }, "app2"],
  [{ "x-served-by": "cache-fra-1" }, "cache-fra-1"],
  [{ "x-upstream": "192.0.2.4:8080" }, "192.0.2.4:8080"],
  [{ "server-timing": 'cache;desc=MISS, upstream;dur=12;desc="app3"' }, "app3"],
  [{ "server-timing": "app;dur=12.3" }, null],
  [{ via: "1.1 edge" }, "1.1 edge"],
  [{ "x-served-by": "x".repeat(200) }, null],
  [{}, null],
])("backendOf() reads %j", (headers, name) => {
  expect(backendOf({ headers })).toBe(name);
});

test("backendOf() takes a load balancer's cookie where no field names the server", () => {
  expect(backendOf({ headers: { via: "1.1 edge" }, serverCookie: "SERVERID:0a1b2c3d" })).toBe(
    "SERVERID:0a1b2c3d",
  );
});
