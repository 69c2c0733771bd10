import { expect, test } from "vitest";
import { routesOf } from "../../../../test/way-records.ts";
import { backGatewayOf } from "./back-gateway.ts";

const there = ["client", "r1", "r2", "server"].map((vantage) => ({ vantage, decision: null }));
const evidence = (["client", "r1", "r2", "server"] as const).map((host) => routesOf(host));

test("backGatewayOf() names the address of the hop before, on the link that both share", () => {
  expect(backGatewayOf(evidence, there, "server")).toBe("192.0.2.1");
  expect(backGatewayOf(evidence, there, "r2")).toBe("203.0.113.1");
});

test("backGatewayOf() names none for the first host, nor where a host or its routes are not known", () => {
  expect(backGatewayOf(evidence, there, "client")).toBeNull();
  expect(backGatewayOf(evidence, there, "elsewhere")).toBeNull();
  expect(backGatewayOf([routesOf("server")], there, "server")).toBeNull();
  expect(backGatewayOf([routesOf("client"), routesOf("server")], there, "server")).toBeNull();
});
