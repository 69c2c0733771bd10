import { expect, test } from "vitest";
import { schemeOfPort } from "./scheme-of-port.ts";

const port = (number: number, name: string | null = null, protocol: "TCP" | "UDP" = "TCP") =>
  schemeOfPort({ name, port: number, protocol, targetPort: number, nodePort: null });

test.each([
  [80, null, "http"],
  [8080, "metrics", "http"],
  [443, null, "https"],
  [9443, "https-api", "https"],
  [8443, "http", "http"],
  [5432, null, "tcp"],
  [7000, "redis", "tcp"],
  [6379, "http", "http"],
  [1234, "tcp-echo", "tcp"],
])("port %i named %s is asked by %s", (number, name, scheme) => {
  expect(port(number, name)).toBe(scheme);
});

test("what is not TCP is not asked by these", () => {
  expect(port(53, "dns", "UDP")).toBeNull();
});
