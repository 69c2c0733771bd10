import { expect, test } from "vitest";
import type { KubeEndpoint } from "../../evidence/index.ts";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { readUnowned } from "./read-unowned.ts";

const endpoint = (address: string, target: KubeEndpoint["target"] = null): KubeEndpoint => ({
  ...{ address, target, port: 8080, isReady: true, isServing: true, isTerminating: false },
  ...{ node: null, zone: null },
});
const pod = (podIP: string, phase = "Running") => ({ metadata: { name: "a" }, status: { podIP, phase } });
const pods = [pod("10.244.1.5"), pod("10.244.1.6", "Succeeded"), pod("10.244.1.7", "Pending")];

/** The API that finds a Pod by its first address. */
async function read(endpoints: readonly KubeEndpoint[], some: readonly object[] | Refusal = pods) {
  await using api = await fakeApi(({ searchParams }) => {
    if (some instanceof Refusal) return some;
    const wanted = searchParams.get("fieldSelector")?.replace("status.podIP=", "");
    return {
      items: some.filter((one) => wanted === undefined || JSON.stringify(one).includes(`"${wanted}"`)),
    };
  });
  const cluster = await opened(api);
  const around = context();
  const unowned = await readUnowned(endpoints, cluster, around);
  cluster.close();
  return { unowned, gaps: around.recorder.gaps.length, asked: api.asked.length };
}

test("addresses that no Pod has are told of; one that has ended has none", async () => {
  const all = ["10.244.1.5", "10.244.1.6", "10.244.1.7", "10.244.1.9"].map((one) => endpoint(one));
  expect(await read(all)).toMatchObject({ unowned: ["10.244.1.6", "10.244.1.9"], gaps: 0 });
});

test("endpoints that name their Pod are not asked about", async () => {
  const target = { kind: "Pod", namespace: "shop", name: "a", uid: "u" };
  expect(await read([endpoint("10.244.1.9", target)])).toEqual({ unowned: null, gaps: 0, asked: 0 });
});

test("no more than eight are asked about", async () => {
  const many = Array.from({ length: 40 }, (_, index) => endpoint(`10.244.2.${index}`));
  expect(await read(many)).toMatchObject({ asked: 9 });
});

test("an address of the family that Pods are not found by is not told of", async () => {
  expect(await read([endpoint("fd00::9")])).toMatchObject({ unowned: [] });
  expect(await read([endpoint("10.244.1.9")], [])).toMatchObject({ unowned: [] });
});

test("where the cluster's Pods may not be listed it is a gap", async () => {
  expect(await read([endpoint("10.244.1.9")], new Refusal(403, "is forbidden"))).toMatchObject({
    unowned: null,
    gaps: 1,
  });
});
