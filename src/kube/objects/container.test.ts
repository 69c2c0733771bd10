import { expect, test } from "vitest";
import { containersOf } from "./container.ts";

const readinessOf = (readinessProbe: unknown) =>
  containersOf({ spec: { containers: [{ name: "app", readinessProbe }] } })[0]?.readiness;

test("a probe has the API's own defaults", () => {
  expect(readinessOf({ tcpSocket: { port: "web" } })).toEqual({
    kind: "tcp",
    port: "web",
    path: null,
    period: 10_000,
    timeout: 1_000,
    failures: 3,
    initialDelay: 0,
  });
});

test("a probe's delay, period and patience are told in milliseconds", () => {
  const told = { initialDelaySeconds: 30, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 1 };
  expect(readinessOf({ httpGet: { port: 80 }, ...told })).toMatchObject({
    initialDelay: 30_000,
    period: 5_000,
    timeout: 2_000,
    failures: 1,
  });
});

test("a delay that is none is none", () => {
  expect(readinessOf({ exec: {}, initialDelaySeconds: "soon" })).toMatchObject({ initialDelay: 0 });
  expect(readinessOf("soon")).toBeNull();
});
