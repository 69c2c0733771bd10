import { expect, test } from "vitest";
import type { EvidenceKind, EvidenceValue } from "../../evidence/index.ts";
import { type Answers, context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { readClientPod } from "./read-client-pod.ts";
import { readServiceState } from "./read-service-state.ts";
import { serviceOfAddress } from "./service-of-address.ts";

const core = "/api/v1/namespaces/shop";
const slices = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

const service = (spec: object = {}) => ({
  metadata: { name: "api", namespace: "shop", uid: "s1" },
  spec: {
    type: "ClusterIP",
    clusterIP: "10.96.0.9",
    clusterIPs: ["10.96.0.9", "fd00::9"],
    selector: { app: "api" },
    ports: [
      { name: "metrics", port: 9090, targetPort: 9090, protocol: "TCP" },
      { name: "http", port: 80, targetPort: "web", protocol: "TCP" },
    ],
    ...spec,
  },
});
const pod = (name: string, uid: string, status: object = {}) => ({
  metadata: { name, namespace: "shop", uid, labels: { app: "api" } },
  spec: { nodeName: "n1", containers: [{ name: "app", ports: [{ name: "web", containerPort: 8080 }] }] },
  status: {
    phase: "Running",
    podIP: "10.244.1.2",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} } }],
    ...status,
  },
});
const slice = (...targets: readonly (readonly [string, string])[]) => ({
  metadata: { name: "api-x" },
  ports: [
    { name: "metrics", port: 9090, protocol: "TCP" },
    { name: "http", port: 8080, protocol: "TCP" },
  ],
  endpoints: targets.map(([name, uid], index) => ({
    addresses: [`10.244.1.${index + 2}`],
    conditions: { ready: true },
    nodeName: "n1",
    targetRef: { kind: "Pod", namespace: "shop", name, uid },
  })),
});
const node = {
  metadata: { name: "n1", uid: "n" },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

const healthy: Readonly<Record<string, unknown>> = {
  [`${core}/services/api`]: service(),
  [slices]: { items: [slice(["api-1", "p1"])] },
  [`${core}/pods`]: { items: [pod("api-1", "p1")] },
  "/api/v1/nodes": { items: [node] },
  [`${core}/events`]: { items: [] },
  [core]: {},
};

/** What is read of an API with these answers. */
async function look(changed: Readonly<Record<string, unknown>> = {}, port: number | string | null = null) {
  const answers: Answers = ({ pathname }) => ({ ...healthy, ...changed })[pathname];
  await using api = await fakeApi(answers);
  const cluster = await opened(api);
  const around = context();
  const state = await readServiceState({ namespace: "shop", service: "api", port }, cluster, around);
  cluster.close();
  const { evidence, gaps } = around.recorder;
  const value = <K extends EvidenceKind>(kind: K) =>
    evidence.find((record) => record.kind === kind)?.value as EvidenceValue[K] | undefined; // Its kind is the one.
  return { state, evidence, gaps, value, asked: api.asked };
}

test("a healthy Service is read whole, without gaps", async () => {
  const { gaps, value, evidence } = await look();
  expect(gaps).toEqual([]);
  expect(evidence.map(({ kind }) => kind).toSorted()).toEqual([
    "kube-endpoints",
    "kube-events",
    "kube-nodes",
    "kube-pods",
    "kube-service",
  ]);
  expect(value("kube-service")).toMatchObject({
    outcome: "found",
    clusterIps: ["10.96.0.9", "fd00::9"],
    port: { name: "http", port: 80, targetPort: "web" },
  });
  expect(value("kube-endpoints")).toMatchObject({ total: 1, ready: 1, endpoints: [{ port: 8080 }] });
  expect(value("kube-pods")).toMatchObject({ selected: 1, selectedReady: 1, gone: [] });
});

test.each([
  ["metrics", 9090],
  [80, 80],
])("the port %j is found", async (asked, port) => {
  expect((await look({}, asked)).value("kube-service")).toMatchObject({ outcome: "found", port: { port } });
});

test("a port that the Service has not is no port", async () => {
  expect((await look({}, 81)).value("kube-service")).toMatchObject({ outcome: "no-port", port: null });
});

test("a Service that is not there is missing, and its namespace is looked for", async () => {
  const without = { [`${core}/services/api`]: undefined };
  const { value, evidence, gaps } = await look(without);
  expect(value("kube-service")).toMatchObject({ outcome: "missing" });
  expect(evidence.length).toBe(1);
  expect(gaps).toEqual([]);
  const lost = await look({ ...without, [core]: undefined });
  expect(lost.value("kube-service")).toMatchObject({ outcome: "no-namespace" });
});

test("each right that is taken away is a gap that names it, and nothing is made up", async () => {
  for (const [path, right, kind] of [
    [`${core}/services/api`, "get of services in namespace shop", "kube-service"],
    [slices, "list of endpointslices.discovery.k8s.io in namespace shop", "kube-endpoints"],
    [`${core}/pods`, "list of pods in namespace shop", "kube-pods"],
    ["/api/v1/nodes", "list of nodes", "kube-nodes"],
    [`${core}/events`, "list of events in namespace shop", "kube-events"],
  ] as const) {
    const refusal = new Refusal(403, "is forbidden");
    const { gaps, evidence } = await look({
      [path]: refusal,
      [`${core}/endpoints/api`]: refusal,
      [`${core}/pods/api-1`]: refusal,
      "/api/v1/nodes/n1": refusal,
    });
    expect(gaps).toContainEqual(
      expect.objectContaining({
        needs: right,
        reason: "permission",
        allowBy: `Allow ${right} to this account`,
      }),
    );
    expect(evidence.some((record) => record.kind === kind)).toBe(false);
  }
});

test("where there are no slices the older object is read", async () => {
  const older = {
    subsets: [
      {
        addresses: [{ ip: "10.244.1.2", targetRef: { kind: "Pod", name: "api-1", uid: "p1" } }],
        notReadyAddresses: [{ ip: "10.244.1.3" }],
        ports: [{ name: "http", port: 8080 }],
      },
    ],
  };
  for (const none of [undefined, { items: [] }]) {
    const { value, gaps } = await look({ [slices]: none, [`${core}/endpoints/api`]: older });
    expect(value("kube-endpoints")).toMatchObject({ source: "endpoints", total: 2, ready: 1 });
    expect(gaps).toEqual([]);
  }
  const neither = await look({ [slices]: { items: [] } });
  expect(neither.value("kube-endpoints")).toMatchObject({ source: "slices", total: 0, isComplete: true });
});

test("an endpoint whose Pod is no more is gone, also where another has its name", async () => {
  const changed = { [slices]: { items: [slice(["api-1", "p1"], ["api-2", "p2"], ["api-3", "p3"])] } };
  const { value } = await look({ ...changed, [`${core}/pods/api-3`]: pod("api-3", "another") });
  expect(value("kube-pods")?.gone.map(({ name }) => name)).toEqual(["api-2", "api-3"]);
});

test("a Pod that ended between the two reads, with its endpoint, is not told of", async () => {
  let reads = 0;
  const answers: Answers = ({ pathname }) => {
    if (pathname !== slices) return healthy[pathname];
    reads += 1;
    return { items: [reads === 1 ? slice(["api-1", "p1"], ["api-2", "p2"]) : slice(["api-1", "p1"])] };
  };
  await using api = await fakeApi(answers);
  const cluster = await opened(api);
  const state = await readServiceState({ namespace: "shop", service: "api", port: null }, cluster, context());
  expect(state.pods?.value.gone).toEqual([]);
  cluster.close();
});

test("events of another object of the same name are left out", async () => {
  const event = (uid: string) => ({
    involvedObject: { kind: "Pod", namespace: "shop", name: "api-1", uid },
    type: "Warning",
    reason: "BackOff",
    message: `password=geheim ${"x".repeat(400)}`,
    count: 3,
    lastTimestamp: "2026-01-01T00:00:00Z",
  });
  const ill = pod("api-1", "p1", { conditions: [{ type: "Ready", status: "False" }] });
  const { value } = await look({
    [`${core}/pods`]: { items: [ill] },
    [`${core}/events`]: { items: [event("p1"), event("p0")] },
  });
  const [first, ...others] = value("kube-events")?.events ?? [];
  expect(first).toMatchObject({ reason: "BackOff", times: 3, about: { uid: "p1" } });
  expect(first?.message.length).toBeLessThanOrEqual(300);
  expect(first?.message).not.toContain("geheim");
  expect(others).toEqual([]);
});

test("the name of another host has neither endpoints nor Pods", async () => {
  const external = service({ type: "ExternalName", clusterIP: undefined, clusterIPs: [], ports: [] });
  const { evidence, value } = await look({ [`${core}/services/api`]: external });
  expect(value("kube-service")).toMatchObject({ outcome: "found", type: "ExternalName" });
  expect(evidence.length).toBe(1);
});

test("a Service of 5,000 endpoints is counted whole and kept in part", async () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    endpoints: Array.from({ length: 100 }, (__, each) => ({
      addresses: [`10.${index}.1.${each}`],
      conditions: { ready: each > 0 },
    })),
  }));
  const { value } = await look({ [slices]: { items: many } });
  expect(value("kube-endpoints")).toMatchObject({ total: 5_000, ready: 4_950, isComplete: true });
  expect(value("kube-endpoints")?.endpoints.filter(({ isReady }) => !isReady).length).toBe(50);
});

test("a Service is found by the port that it has at each node, at an address of a node alone", async () => {
  const spec = {
    type: "NodePort",
    ports: [
      { port: 80, nodePort: 30_080 },
      { port: 53, nodePort: 30_053, protocol: "UDP" },
    ],
  };
  const answers: Answers = ({ pathname }) =>
    ({
      "/api/v1/services": { items: [service(spec)] },
      "/api/v1/nodes": {
        items: [{ status: { addresses: [{ type: "InternalIP", address: "192.0.2.21" }] } }],
      },
    })[pathname];
  await using api = await fakeApi(answers);
  const cluster = await opened(api);
  const find = (address: string, port: number) =>
    serviceOfAddress({ address, port, namespace: null }, cluster, context());
  expect(await find("192.0.2.21", 30_080)).toEqual({ namespace: "shop", service: "api", port: 80 });
  expect(await find("192.0.2.99", 30_080)).toBe(null);
  expect(await find("192.0.2.21", 30_081)).toBe(null);
  expect(await find("192.0.2.21", 30_053)).toBe(null);
  cluster.close();
});

test("a client's Pod is found by its name and by its address", async () => {
  const answers: Answers = ({ pathname }) =>
    ({
      ...healthy,
      "/api/v1/pods": healthy[`${core}/pods`],
      [`${core}/pods/api-1`]: pod("api-1", "p1"),
      "/api/v1/services": { items: [service()] },
    })[pathname];
  await using api = await fakeApi(answers);
  const cluster = await opened(api);
  const around = context();
  expect((await readClientPod({ namespace: "shop", name: "api-1" }, cluster, around))?.pod.id.uid).toBe("p1");
  expect((await readClientPod({ address: "10.244.1.2" }, cluster, around))?.labels).toEqual({ app: "api" });
  expect(await readClientPod({ address: "10.244.1.3" }, cluster, around)).toBe(null);
  const asked = { address: "10.96.0.9", port: 80, namespace: null };
  expect(await serviceOfAddress(asked, cluster, around)).toEqual({
    namespace: "shop",
    service: "api",
    port: 80,
  });
  cluster.close();
});
