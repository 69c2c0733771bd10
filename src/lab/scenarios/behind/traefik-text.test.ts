import { expect, test } from "vitest";
import { tomlOf, yamlOf } from "./traefik-text.ts";

const table = {
  api: {},
  http: {
    routers: { all: { rule: "Host(`shop.example`)", priority: 3, tls: {} } },
    services: { all: { loadBalancer: { servers: [{ url: "http://192.0.2.1" }], passHostHeader: true } } },
  },
};

test("yamlOf() writes tables as blocks", () => {
  expect(yamlOf(table)).toBe(`api: {}
http:
  routers:
    all:
      rule: "Host(\`shop.example\`)"
      priority: 3
      tls: {}
  services:
    all:
      loadBalancer:
        servers: [{"url":"http://192.0.2.1"}]
        passHostHeader: true
`);
});

test("tomlOf() writes tables under headers", () => {
  expect(tomlOf(table)).toBe(`[api]
[http.routers.all]
rule = "Host(\`shop.example\`)"
priority = 3
[http.routers.all.tls]
[http.services.all.loadBalancer]
servers = [{ url = "http://192.0.2.1" }]
passHostHeader = true
`);
});
