import { expect, test } from "vitest";
import type { Target } from "../../config/index.ts";
import type { KubeService } from "../../evidence/index.ts";
import { targetInCluster } from "./target-in-cluster.ts";

const target = { scheme: "http", host: "mail.shop.svc", port: 80, path: "/" } as Target;
const named = (externalName: string, port: Partial<NonNullable<KubeService["port"]>> | null = null) =>
  ({
    ...{ outcome: "found", type: "ExternalName", externalName, isHeadless: false, clusterIps: [] },
    port:
      port === null
        ? null
        : { name: null, protocol: "TCP", port: 80, targetPort: 80, nodePort: null, ...port },
  }) as unknown as KubeService;

test.each<[string, KubeService, object]>([
  ["without ports", named("mail.example."), { scheme: "http", host: "mail.example", port: 80 }],
  [
    "with a port",
    named("mail.example", { port: 8443 }),
    { scheme: "https", host: "mail.example", port: 8443 },
  ],
])("a Service that is another name is asked for by it, %s", (_, service, expected) => {
  expect(targetInCluster(target, service, [])).toMatchObject(expected);
});

test.each<[string, KubeService]>([
  ["by UDP alone", named("mail.example", { protocol: "UDP" })],
  ["whose other name is an address, which DNS has under no name", named("192.0.2.7")],
])("there is nothing to ask of one %s", (_, service) => {
  expect(targetInCluster(target, service, [])).toBe(null);
});
