import { expect, test } from "vitest";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { serviceBehind } from "./service-behind.ts";

const rule = (host: string, service: string, path = "/") => ({
  host,
  http: {
    paths: [{ path, pathType: "Prefix", backend: { service: { name: service, port: { number: 80 } } } }],
  },
});
const ingress = (name: string, ingressClassName: string, ...rules: readonly object[]) => ({
  metadata: { name, namespace: "shop" },
  spec: { ingressClassName, rules },
});

async function behind(
  request: { readonly host: string; readonly path?: string },
  lists: Readonly<Record<string, readonly object[] | Refusal>>,
) {
  await using api = await fakeApi(({ pathname }) => {
    const list = Object.entries(lists).find(([end]) => pathname.endsWith(end))?.[1];
    if (list === undefined) return new Refusal(404, "not found");
    return list instanceof Refusal ? list : { items: list };
  });
  const cluster = await opened(api);
  const around = context();
  const service = await serviceBehind({ path: "/", port: 443, ...request }, cluster, around);
  cluster.close();
  const told = around.recorder.evidence.flatMap((one) => (one.kind === "kube-routes" ? [one.value] : []));
  return {
    service: service === null ? null : `${service.namespace}/${service.service}:${service.port}`,
    told,
  };
}

test("an Ingress takes a host and path to its Service, and the record bears no query", async () => {
  const lists = {
    ingresses: [ingress("a", "nginx", rule("shop.example", "api", "/api"), rule("shop.example", "web"))],
  };
  const { service, told } = await behind({ host: "shop.example", path: "/api/x?token=1" }, lists);
  expect(service).toBe("shop/api:80");
  expect(told).toMatchObject([{ path: "/api/x", routes: [{ kind: "Ingress", name: "a", by: "nginx" }] }]);
  expect((await behind({ host: "shop.example" }, lists)).service).toBe("shop/web:80");
});

test("where two controllers lead to two Services, none is told", async () => {
  const lists = {
    ingresses: [
      ingress("a", "nginx", rule("shop.example", "api")),
      ingress("b", "haproxy", rule("shop.example", "other")),
    ],
  };
  const { service, told } = await behind({ host: "shop.example" }, lists);
  expect(service).toBeNull();
  expect(told[0]?.routes).toHaveLength(2);
});

test("the Service that has an address is behind it", async () => {
  const services = [
    {
      metadata: { name: "api", namespace: "shop" },
      spec: { clusterIP: "10.96.0.9", ports: [{ port: 443 }] },
    },
  ];
  expect((await behind({ host: "10.96.0.9" }, { services })).service).toBe("shop/api:443");
  expect((await behind({ host: "10.96.0.8" }, { services })).service).toBeNull();
});

test("where Ingresses may not be listed nothing is told", async () => {
  expect(
    (await behind({ host: "shop.example" }, { ingresses: new Refusal(403, "is forbidden") })).service,
  ).toBeNull();
});
