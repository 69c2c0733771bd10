import { expect, test } from "vitest";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { fakePod, fakeService } from "../testing/fake-cluster.ts";
import { type ComponentsAsked, tellComponents } from "./tell-components.ts";

const dns = {
  ...fakeService("kube-system", "kube-dns", {
    clusterIPs: ["10.96.0.10"],
    selector: { "k8s-app": "kube-dns" },
    ports: [{ port: 53 }],
  }),
};
dns.metadata = { ...dns.metadata, ...{ labels: { "k8s-app": "kube-dns" } } };
const lines = {
  "coredns-1": "[ERROR] plugin/errors: 2 a.test. A: read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout",
  "kube-proxy-1": '"nftables sync failed" err="exit status 1"',
} as const;

async function told(asked: ComponentsAsked, log?: Refusal) {
  await using api = await fakeApi(({ pathname, searchParams }) => {
    if (pathname.endsWith("/services")) return { items: [dns] };
    if (pathname.endsWith("/pods"))
      return searchParams.get("labelSelector") === "k8s-app=kube-dns"
        ? { items: [fakePod("kube-system", "coredns-1", { "k8s-app": "kube-dns" })] }
        : searchParams.get("fieldSelector") === "spec.nodeName=n1"
          ? { items: [fakePod("kube-system", "kube-proxy-1", { "k8s-app": "kube-proxy" })] }
          : { items: [] };
    const name = /pods\/([^/]+)\/log$/.exec(pathname)?.[1];
    if (log !== undefined && name !== undefined) return log;
    return name === "coredns-1" || name === "kube-proxy-1"
      ? `2026-03-01T10:00:00Z ${lines[name]}`
      : undefined;
  });
  const cluster = await opened(api);
  const taken = context();
  await tellComponents(asked, cluster, taken);
  cluster.close();
  return {
    logs: taken.recorder.evidence.map(({ value, boundary }) => ({ boundary, value })),
    gaps: taken.recorder.gaps.map(({ needs }) => needs),
  };
}

test("the DNS is asked for its log where it is the resolver that failed", async () => {
  const { logs, gaps } = await told({ resolvers: ["10.0.0.9", "10.96.0.10"], nodes: [] });
  expect(gaps).toEqual([]);
  expect(logs).toMatchObject([
    {
      boundary: "dns",
      value: {
        component: "dns",
        pod: "coredns-1",
        addresses: ["10.96.0.10"],
        complaints: [{ kind: "upstream", addresses: ["10.0.0.2:53"] }],
      },
    },
  ]);
  expect((await told({ resolvers: ["10.0.0.9"], nodes: [] })).logs).toEqual([]);
});

test("kube-proxy is asked on the nodes in view, and a right that is missing is a gap", async () => {
  const asked = { resolvers: [], nodes: ["n1", "n2"] };
  expect((await told(asked)).logs).toMatchObject([
    { boundary: "service", value: { component: "kube-proxy", node: "n1", complaints: [{ kind: "sync" }] } },
  ]);
  expect(await told(asked, new Refusal(403, "forbidden"))).toEqual({
    logs: [],
    gaps: ["get of pods/log in namespace kube-system"],
  });
});
