import { expect, test } from "vitest";
import { goesToService } from "./goes-to-service.ts";
import type { KubeService } from "./kube-service.ts";

const port = { name: "http", protocol: "TCP", port: 80, targetPort: 8080, nodePort: 30_080 } as const;
// Only what is read of it.
const service = {
  clusterIps: ["10.96.0.9"],
  otherIps: ["192.0.2.7"],
  ports: [port],
  port,
} as unknown as KubeService;
const known = {
  service,
  endpoints: [{ address: "10.244.1.5" }],
  nodes: [{ addresses: ["192.0.2.21"] }],
};

test.each([
  ["10.96.0.9", 80, true],
  ["192.0.2.7", 443, true],
  ["10.244.1.5", 8080, true],
  ["192.0.2.21", 30_080, true],
  // The port of a proxy on the node's own network, or of a Pod behind a host port.
  ["192.0.2.21", 443, false],
  ["192.0.2.99", 30_080, false],
  [null, 80, false],
])("a request that came to %s, port %i, is for the Service itself: %j", (address, to, isDirect) => {
  expect(goesToService({ address, port: to }, known)).toBe(isDirect);
});

test("where no Service is known nothing stands in front of it", () => {
  expect(goesToService({ address: "192.0.2.99", port: 443 }, { ...known, service: null })).toBe(true);
});
