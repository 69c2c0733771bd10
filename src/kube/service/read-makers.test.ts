import { expect, test } from "vitest";
import { type Answers, context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { readMakers } from "./read-makers.ts";

const apps = "/apis/apps/v1/namespaces/shop";
const maker = (name: string, app: string, replicas: number, conditions: readonly object[] = []) => ({
  metadata: { name, namespace: "shop", uid: `${name}-1` },
  spec: { replicas, template: { metadata: { labels: { app } }, spec: { containers: [] } } },
  status: { conditions },
});
const refused = [{ type: "ReplicaFailure", status: "True", message: "exceeded quota: none" }];
const involvedObject = { kind: "StatefulSet", namespace: "shop", name: "store", uid: "store-1" };
const answers: Readonly<Record<string, unknown>> = {
  [`${apps}/deployments`]: { items: [maker("api", "api", 2, refused), maker("web", "web", 1, refused)] },
  [`${apps}/statefulsets`]: { items: [maker("store", "api", 3), maker("idle", "api", 0)] },
  [`${apps}/daemonsets`]: { items: [] },
  "/api/v1/namespaces/shop/events": {
    items: [
      {
        involvedObject,
        reason: "FailedCreate",
        message: "an older one",
        lastTimestamp: "2026-01-01T00:00:00Z",
      },
      {
        involvedObject,
        reason: "FailedCreate",
        message: "no account",
        lastTimestamp: "2026-01-01T00:01:00Z",
      },
      { involvedObject, reason: "Other", message: "not this", lastTimestamp: "2026-01-01T00:02:00Z" },
    ],
  },
};

async function read(changes: Readonly<Record<string, unknown>> = {}) {
  const answer: Answers = ({ pathname }) => ({ ...answers, ...changes })[pathname];
  await using api = await fakeApi(answer);
  const cluster = await opened(api);
  const around = context();
  await readMakers({ namespace: "shop", service: "api", selector: { app: "api" } }, cluster, around);
  cluster.close();
  return { value: around.recorder.evidence[0]?.value, gaps: around.recorder.gaps.length };
}

test("what makes Pods with the labels is told, with what hinders it", async () => {
  expect(await read()).toEqual({
    gaps: 0,
    value: {
      ...{ namespace: "shop", service: "api", isComplete: true },
      makers: [
        { kind: "Deployment", name: "api", wanted: 2, hindrance: "exceeded quota: none" },
        { kind: "StatefulSet", name: "store", wanted: 3, hindrance: "no account" },
        { kind: "StatefulSet", name: "idle", wanted: 0, hindrance: null },
      ],
    },
  });
});

test("a list that may not be read is a gap, and what is told is not whole", async () => {
  const { value, gaps } = await read({ [`${apps}/deployments`]: new Refusal(403, "Forbidden") });
  expect(gaps).toBe(1);
  expect(value).toMatchObject({ isComplete: false, makers: [{ name: "store" }, { name: "idle" }] });
});

test("objects of no use make nothing", async () => {
  const odd = { items: [null, 7, {}, { metadata: { name: "x", namespace: "shop" }, spec: "no" }] };
  const { value } = await read({ [`${apps}/deployments`]: odd, [`${apps}/statefulsets`]: odd });
  expect(value).toMatchObject({ isComplete: true, makers: [] });
});
