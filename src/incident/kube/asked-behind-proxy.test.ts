import { expect, test } from "vitest";
import type { KubeService, RequestAsked } from "../../evidence/index.ts";
import { askedBehindProxy } from "./asked-behind-proxy.ts";

const port = { name: "http", protocol: "TCP", port: 80, targetPort: 8080, nodePort: 30_080 } as const;
// Only what is read of it.
const service = { port } as unknown as KubeService;

test("behind a proxy that ends TLS its Pods are asked by the protocol of the Service's port", () => {
  const asked = (scheme: string) => ({ scheme, host: "shop.example" }) as RequestAsked;
  const schemeOf = (scheme: string, of: KubeService | null) => askedBehindProxy(asked(scheme), of).scheme;
  expect(schemeOf("https", service)).toBe("http");
  expect(schemeOf("https", { ...service, port: { ...port, name: "https" } })).toBe("https");
  expect(schemeOf("http", { ...service, port: { ...port, name: "https" } })).toBe("https");
  expect(schemeOf("https", { ...service, port: null })).toBe("http");
  expect(schemeOf("tls", service)).toBe("tls");
});
