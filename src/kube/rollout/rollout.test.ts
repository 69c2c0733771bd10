import { expect, test } from "vitest";
import { podOf } from "../objects/pod.ts";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { readCrashLogs } from "./read-crash-logs.ts";
import { readRollout } from "./read-rollout.ts";

const at = (minute: number) => `2026-01-01T10:${String(minute).padStart(2, "0")}:00Z`;
const crashed = {
  metadata: {
    name: "api-7d9-x",
    namespace: "shop",
    uid: "p1",
    ownerReferences: [{ kind: "ReplicaSet", name: "api-7d9", controller: true }],
  },
  spec: { containers: [{ name: "app" }] },
  status: {
    containerStatuses: [
      {
        name: "app",
        restartCount: 4,
        state: { running: { startedAt: at(40) } },
        lastState: { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt: at(39) } },
      },
    ],
  },
};
const pods = [podOf(crashed, true)].filter((pod) => pod !== null);
const apps = "/apis/apps/v1/namespaces/shop";
const objects: Readonly<Record<string, unknown>> = {
  [`${apps}/replicasets/api-7d9`]: {
    metadata: {
      name: "api-7d9",
      namespace: "shop",
      creationTimestamp: at(30),
      annotations: { "deployment.kubernetes.io/revision": "7" },
      ownerReferences: [{ kind: "Deployment", name: "api" }],
    },
  },
  [`${apps}/deployments/api`]: { spec: { strategy: { rollingUpdate: { maxUnavailable: "25%" } } } },
  "/apis/batch/v1/namespaces/shop/jobs": {
    items: [
      {
        metadata: {
          name: "report-1",
          namespace: "shop",
          ownerReferences: [{ kind: "CronJob", name: "report" }],
        },
        status: { startTime: at(50) },
      },
      { metadata: { name: "old", namespace: "shop" }, status: { startTime: at(1), completionTime: at(2) } },
    ],
  },
  "/api/v1/namespaces/shop/pods/api-7d9-x/log": `${at(38)} begins\n${at(39)} password=geheim out of memory\n`,
};

test("rollouts, restarts and Jobs that ran are told of, the newest first", async () => {
  await using api = await fakeApi(({ pathname }) => objects[pathname]);
  const cluster = await opened(api);
  const window = { from: Date.parse(at(45)), until: Date.parse(at(59)) };
  const record = await readRollout({ namespace: "shop", pods, ...window }, cluster, context());
  expect(record?.vantage).toBe("cluster");
  expect(record?.value.changes.map(({ what, of }) => `${what} ${of}`)).toEqual([
    "job shop/report-1 of CronJob report, runs",
    "restart container app of Pod shop/api-7d9-x",
    "deployment shop/api to revision 7 (ReplicaSet api-7d9, at most 25% unavailable)",
  ]);
  cluster.close();
});

test("the last lines of a container that was killed are kept, without secrets", async () => {
  await using api = await fakeApi(({ pathname }) => objects[pathname]);
  const cluster = await opened(api);
  const [record] = await readCrashLogs(pods, cluster, context());
  expect(record?.value).toMatchObject({ software: "application", lines: 2, until: Date.parse(at(39)) });
  expect(record?.value.errors.at(-1)?.text).toContain("out of memory");
  expect(JSON.stringify(record)).not.toContain("geheim");
  expect(api.asked[0]).toContain("previous=true");
  cluster.close();
});

test("logs that may not be read are a gap", async () => {
  await using api = await fakeApi(() => new Refusal(403, "no"));
  const cluster = await opened(api);
  const around = context();
  expect(await readCrashLogs(pods, cluster, around)).toEqual([]);
  expect(around.recorder.gaps).toMatchObject([
    { needs: "get of pods/log in namespace shop", reason: "permission" },
  ]);
  cluster.close();
});
