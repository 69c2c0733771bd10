import fc from "fast-check";
import { expect, test } from "vitest";
import { endOf, leavesOthersOf } from "../objects/ended.ts";
import { podOf } from "../objects/pod.ts";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { isChanging, readEnded } from "./read-ended.ts";

const apps = "/apis/apps/v1/namespaces/shop";
const now = Date.now();
const secondsAgo = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
const set = (name: string, uid: string, container: object = {}) => ({
  metadata: { name, namespace: "shop", uid, ownerReferences: [{ kind: "Deployment", name: "api" }] },
  spec: { template: { spec: { containers: [{ name: "app", ...container }] } } },
});
const deleted = (uid: string, message: string, seconds: number) => ({
  metadata: { namespace: "shop" },
  involvedObject: { kind: "ReplicaSet", namespace: "shop", name: "x", uid },
  reason: "SuccessfulDelete",
  message,
  firstTimestamp: secondsAgo(seconds),
  lastTimestamp: secondsAgo(seconds),
});
const strategy = (replicas: number, maxUnavailable: number | string, type = "RollingUpdate") => ({
  spec: { replicas, strategy: { type, rollingUpdate: { maxUnavailable, maxSurge: 1 } } },
});
const objects: Readonly<Record<string, unknown>> = {
  [`${apps}/replicasets`]: {
    items: [set("api-1", "r1"), set("api-2", "r2", { lifecycle: { preStop: { sleep: { seconds: 10 } } } })],
  },
  [`${apps}/deployments/api`]: strategy(2, "25%"),
  "/api/v1/namespaces/shop/events": {
    items: [
      deleted("r2", "Deleted pod: api-2-b", 10),
      deleted("r1", "(combined from similar events): Deleted pod: api-1-a", 20),
      deleted("r1", "Deleted pod: api-1-0", 3_000),
      deleted("another", "Deleted pod: web-1-a", 20),
      { ...deleted("r1", "Created pod: api-1-c", 20), reason: "SuccessfulCreate" },
    ],
  },
};

async function read(changed: Readonly<Record<string, unknown>> = {}) {
  await using api = await fakeApi(({ pathname }) => ({ ...objects, ...changed })[pathname]);
  const cluster = await opened(api);
  const around = context();
  const ends = await readEnded(
    { namespace: "shop", labelSelector: "app=api", selected: [] },
    cluster,
    around,
  );
  cluster.close();
  return { ends, gaps: around.recorder.gaps.map(({ needs }) => needs), asked: api.asked };
}

test("Pods that the ReplicaSets of a Service ended of late are told of, with how", async () => {
  const { ends, gaps } = await read();
  expect(ends?.map(({ id, hasPreStop, leavesOthers }) => [id.name, hasPreStop, leavesOthers])).toEqual([
    ["api-1-a", false, true],
    ["api-2-b", true, true],
  ]);
  expect(gaps).toEqual([]);
});

test("what may not be read is a gap and makes nothing up", async () => {
  const refusal = new Refusal(403, "is forbidden");
  const events = await read({ "/api/v1/namespaces/shop/events": refusal });
  expect(events).toMatchObject({ ends: null, gaps: ["list of events in namespace shop"] });
  const sets = await read({ [`${apps}/replicasets`]: refusal });
  expect(sets).toMatchObject({ ends: [], gaps: ["list of replicasets.apps in namespace shop"] });
  const deployment = await read({ [`${apps}/deployments/api`]: refusal });
  expect(deployment.ends?.map(({ leavesOthers }) => leavesOthers)).toEqual([null, null]);
});

test.each<[boolean | null, unknown]>([
  [true, strategy(2, "25%")],
  [true, strategy(4, 1)],
  [false, strategy(1, 1)],
  [false, strategy(2, "100%")],
  [false, strategy(5, 0, "Recreate")],
  [null, strategy(2, "much")],
  [null, null],
])("others are left: %j", (expected, deployment) => {
  expect(leavesOthersOf(deployment)).toBe(expected);
});

test("a StatefulSet's words are understood, and hostile events make nothing", () => {
  const owner = { uid: "s", name: "StatefulSet/db", hasPreStop: false, leavesOthers: true };
  expect(endOf(deleted("s", "delete Pod db-1 in StatefulSet db successful", 1), [owner])?.id.name).toBe(
    "db-1",
  );
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (event, message) => {
      endOf(event, [owner]);
      endOf({ ...deleted("s", "", 1), message }, [owner]);
      leavesOthersOf(event);
    }),
  );
});

test("Pods that are neither new nor ended are not asked about", () => {
  const pod = (metadata: object) =>
    [podOf({ metadata: { name: "a", namespace: "shop", ...metadata } }, true)].flatMap((one) => one ?? []);
  expect(isChanging(pod({ creationTimestamp: secondsAgo(7_200) }), now)).toBe(false);
  expect(isChanging(pod({ creationTimestamp: secondsAgo(60) }), now)).toBe(true);
  expect(
    isChanging(pod({ creationTimestamp: secondsAgo(7_200), deletionTimestamp: secondsAgo(-5) }), now),
  ).toBe(true);
});
