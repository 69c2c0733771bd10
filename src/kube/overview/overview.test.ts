import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import {
  clusterAnswers,
  fakeNode,
  fakePod,
  fakeService,
  fakeSlice,
  notReady,
} from "../testing/fake-cluster.ts";
import { readOverview } from "./read-overview.ts";

const { signal } = new AbortController();

async function look(changed: Parameters<typeof clusterAnswers>[0] = {}) {
  await using api = await fakeApi(clusterAnswers(changed));
  const cluster = await opened(api);
  const read = await readOverview({ namespace: null }, cluster, { clock: systemClock, signal });
  cluster.close();
  if (read.outcome !== "read") throw new Error(read.outcome);
  return { ...read, asked: api.asked };
}

/** `level id subject` of what is found. */
const found = async (changed: Parameters<typeof clusterAnswers>[0]) =>
  (await look(changed)).overview.findings.map(({ level, id, subject }) => `${level} ${id} ${subject}`);

const services = "/api/v1/services";
const pods = "/api/v1/pods";
const slices = "/apis/discovery.k8s.io/v1/endpointslices";
const policies = "/apis/networking.k8s.io/v1/networkpolicies";
const maker = (name: string, replicas: number) => ({
  metadata: { name, namespace: "shop" },
  spec: { replicas, template: { metadata: { labels: { app: name } }, spec: { containers: [] } } },
});
const policy = (name: string, podSelector: object, from: readonly object[] = []) => ({
  metadata: { name, namespace: "shop" },
  spec: { podSelector, policyTypes: ["Ingress"], ingress: [{ from }] },
});

test("of a healthy cluster nothing is said, and its DNS is told", async () => {
  const { overview, gaps, asked } = await look();
  expect(overview.findings).toEqual([]);
  expect(gaps).toEqual([]);
  expect(overview.dns).toEqual({
    service: "kube-system/kube-dns",
    addresses: ["10.96.0.10"],
    endpoints: 1,
    pods: { all: 1, ready: 1, restarts: 0 },
    corefile: { forward: ["/etc/resolv.conf"], hasLoop: true, cache: 30 },
  });
  // What makes Pods is asked for only where something has none.
  expect(asked.filter((path) => path.includes("deployments"))).toEqual([]);
});

test.each([
  [
    "a Service whose selector matches no Pod",
    { [services]: [fakeService("shop", "gone")] },
    ["fault service-selects-nothing Service shop/gone"],
  ],
  [
    "one whose Deployment is scaled to 0",
    { [services]: [fakeService("shop", "idle")], "/apis/apps/v1/deployments": [maker("idle", 0)] },
    ["note service-scaled-to-zero Service shop/idle"],
  ],
  [
    "one whose Deployment gets no Pods",
    { [services]: [fakeService("shop", "held")], "/apis/apps/v1/deployments": [maker("held", 2)] },
    ["fault service-without-pods Service shop/held"],
  ],
  [
    "one whose workloads may not be listed",
    {
      [services]: [fakeService("shop", "gone")],
      "/apis/apps/v1/deployments": new Refusal(403, "forbidden"),
    },
    ["note service-selects-nothing Service shop/gone"],
  ],
  ["one without a selector", { [services]: [fakeService("shop", "own", { selector: undefined })] }, []],
  [
    "a headless one of Pods that are not here",
    { [services]: [fakeService("shop", "metrics", { clusterIP: "None", clusterIPs: ["None"] })] },
    ["note service-selects-nothing Service shop/metrics"],
  ],
  [
    "one whose Pods have finished",
    {
      [services]: [fakeService("shop", "job")],
      [pods]: [fakePod("shop", "job-1", { app: "job" }, { phase: "Succeeded", conditions: [] })],
    },
    ["note service-pods-finished Service shop/job"],
  ],
  [
    "one whose Pods crash",
    {
      [services]: [fakeService("shop", "bad")],
      [pods]: [fakePod("shop", "bad-1", { app: "bad" }, notReady)],
    },
    ["fault service-pods-not-ready Service shop/bad", "note pods-crash-looping Pod shop/bad-1"],
  ],
  [
    "one whose named port no Pod has",
    {
      [services]: [fakeService("shop", "named")],
      [slices]: [fakeSlice("shop", "named", 1, "other")],
      [pods]: [fakePod("shop", "named-1", { app: "named" })],
    },
    ["fault service-port-not-found Service shop/named"],
  ],
  [
    "a load balancer that never came",
    {
      [services]: [fakeService("shop", "edge", { type: "LoadBalancer" })],
      [slices]: [fakeSlice("shop", "edge", 1)],
    },
    ["fault load-balancer-pending Service shop/edge"],
  ],
  [
    "a policy that guards no Pod",
    { [policies]: [policy("lost", { matchLabels: { app: "appi" } })] },
    ["fault policy-selects-nothing NetworkPolicy shop/lost"],
  ],
  [
    "a policy for what is scaled to 0",
    {
      [policies]: [policy("later", { matchLabels: { app: "idle" } })],
      "/apis/apps/v1/deployments": [maker("idle", 0)],
    },
    ["note policy-selects-nothing-now NetworkPolicy shop/later"],
  ],
  ["a policy that allows", { [policies]: [policy("all", {}, [{ podSelector: {} }])] }, []],
  [
    "a policy whose peers are nobody",
    { [policies]: [policy("front", {}, [{ podSelector: { matchLabels: { role: "front" } } }])] },
    ["note policy-peers-match-nothing NetworkPolicy shop/front"],
  ],
  [
    "nodes with the same Pod range",
    { "/api/v1/nodes": [fakeNode("n3", "10.244.2.0/25")] },
    ["fault pod-ranges-overlap Nodes n2 and n3"],
  ],
  [
    "a node that is not ready, one without a network",
    {
      "/api/v1/nodes": [
        fakeNode("n3", "10.244.3.0/24", {
          conditions: [{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" }],
        }),
        fakeNode("n4", "10.244.4.0/24", {
          conditions: [
            { type: "Ready", status: "True" },
            { type: "NetworkUnavailable", status: "True" },
          ],
        }),
      ],
    },
    ["fault node-not-ready Node n3", "fault node-network-unavailable Node n4"],
  ],
  [
    "an Ingress to a Service and to a port that are not there",
    {
      "/apis/networking.k8s.io/v1/ingresses": [
        {
          metadata: { name: "in", namespace: "shop" },
          spec: {
            defaultBackend: { service: { name: "nix", port: { number: 80 } } },
            rules: [{ http: { paths: [{ backend: { service: { name: "api", port: { number: 8080 } } } }] } }],
          },
        },
      ],
    },
    ["fault ingress-backend-missing Ingress shop/in", "fault ingress-backend-missing Ingress shop/in"],
  ],
  [
    "a webhook that fails without its Service, and one that is ignored",
    {
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": [
        {
          metadata: { name: "a" },
          webhooks: [{ name: "w", clientConfig: { service: { namespace: "shop", name: "nix" } } }],
        },
        {
          metadata: { name: "b" },
          webhooks: [
            {
              name: "w",
              failurePolicy: "Ignore",
              clientConfig: { service: { namespace: "shop", name: "nix" } },
            },
          ],
        },
      ],
    },
    ["fault webhook-without-endpoint Webhook a/w"],
  ],
])("%s", async (_, changed, expected) => {
  expect(await found(changed)).toEqual(expected);
});

test("a right that is missing is a gap with verb and resource, and nothing is found missing for it", async () => {
  for (const path of [pods, services, slices, "/api/v1/nodes", policies]) {
    const { overview, gaps } = await look({ [path]: new Refusal(403, "forbidden") });
    expect(gaps.map(({ allowBy }) => allowBy).join()).toContain(`Allow list of ${path.split("/").at(-1)}`);
    expect(overview.findings.filter(({ level }) => level === "fault")).toEqual([]);
  }
});

test("hostile objects end no overview", async () => {
  const odd: readonly object[] = [
    {},
    { metadata: 7 },
    { metadata: { name: "x" }, spec: [], status: "no" },
    [],
  ];
  const lists = [services, pods, slices, policies, "/api/v1/nodes", "/apis/apps/v1/daemonsets"];
  const { overview } = await look(Object.fromEntries(lists.map((path) => [path, odd])));
  expect(overview.counts.services).toBe(3);
});

const coredns = "/api/v1/namespaces/kube-system/pods/coredns-1/log";
const sync = '"Failed to execute iptables-restore" err="exit status 1"';
const proxySet = {
  metadata: { name: "kube-proxy", namespace: "kube-system" },
  spec: { template: { metadata: { labels: { "k8s-app": "kube-proxy" } }, spec: { containers: [] } } },
  status: { desiredNumberScheduled: 1, numberReady: 1 },
};
const proxyPod = fakePod("kube-system", "kube-proxy-1", { "k8s-app": "kube-proxy" });
const withProxy = { "/apis/apps/v1/daemonsets": [proxySet], [pods]: [proxyPod] };

/** Lines of a log as they are asked for: `[seconds ago, text]`. */
const logOf = (lines: readonly (readonly [number, string])[], seconds: number) =>
  lines
    .filter(([ago]) => ago <= seconds)
    .map(([ago, text]) => `${new Date(Date.UTC(2026, 2, 1) - ago * 1000).toISOString()} ${text}`)
    .join("\n");

async function foundInLogs(
  logs: Readonly<Record<string, readonly (readonly [number, string])[] | Refusal>>,
  changed: Parameters<typeof clusterAnswers>[0] = {},
) {
  const answers = clusterAnswers(changed);
  await using api = await fakeApi((url, request) => {
    const log = logs[url.pathname];
    if (log instanceof Refusal) return log;
    return log === undefined
      ? answers(url, request)
      : logOf(log, Number(url.searchParams.get("sinceSeconds")));
  });
  const cluster = await opened(api);
  const read = await readOverview({ namespace: null }, cluster, { clock: systemClock, signal });
  cluster.close();
  if (read.outcome !== "read") throw new Error(read.outcome);
  return {
    findings: read.overview.findings.map(({ level, id, subject }) => `${level} ${id} ${subject}`),
    needs: read.gaps.map(({ needs }) => needs),
  };
}

const proxyLog = "/api/v1/namespaces/kube-system/pods/kube-proxy-1/log";

test("what kube-proxy fails at again and again is a fault, once and before it is not", async () => {
  const of = async (lines: readonly (readonly [number, string])[]) =>
    (await foundInLogs({ [proxyLog]: lines }, withProxy)).findings;
  expect(
    await of([
      [70, sync],
      [40, sync],
      [10, sync],
    ]),
  ).toEqual(["fault proxy-sync-fails Pod kube-system/kube-proxy-1"]);
  expect(
    await of([
      [400, sync],
      [370, sync],
      [10, "at rest"],
    ]),
  ).toEqual(["note proxy-sync-fails Pod kube-system/kube-proxy-1"]);
  expect(await of([[10, "at rest"]])).toEqual([]);
});

test("of the DNS, its upstream is a note, and its log that may not be read a gap", async () => {
  const line = "[ERROR] plugin/errors: 2 a.test. A: read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout";
  expect(await foundInLogs({ [coredns]: [[20, line]] })).toEqual({
    findings: ["note dns-upstream-fails Pod kube-system/coredns-1"],
    needs: [],
  });
  expect(await foundInLogs({ [coredns]: new Refusal(403, "forbidden") })).toEqual({
    findings: [],
    needs: ["get of pods/log in namespace kube-system"],
  });
});
