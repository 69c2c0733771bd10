import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { podNamed, podProcess, podUidOf } from "./pod-process.ts";

const uid = "0a1b2c3d-1111-2222-3333-444455556666";
const other = "ffffffff-1111-2222-3333-444455556666";
let proc = "";

async function put(pid: number, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(proc, String(pid), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

const account = "root/var/run/secrets/kubernetes.io/serviceaccount/namespace";

beforeAll(async () => {
  proc = await mkdtemp(join(tmpdir(), "pods-"));
  // The sandbox of the Pod: no files of a container.
  await put(10, { cgroup: `4:memory:/kubepods/besteffort/pod${uid}/aaa\n` });
  await put(11, {
    cgroup: `4:memory:/kubepods/besteffort/pod${uid}/bbb\n`,
    "root/etc/hostname": "api-7d9\n",
    "root/etc/resolv.conf": "search shop.svc.cluster.local svc.cluster.local\n",
    [account]: "shop",
  });
  await put(12, {
    cgroup: `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${other.replaceAll("-", "_")}.slice/x.scope\n`,
    "root/etc/hostname": "api-7d9\n",
    "root/etc/resolv.conf": "search stage.svc.cluster.local svc.cluster.local\n",
  });
  await put(13, { cgroup: "0::/user.slice\n", "root/etc/hostname": "api-7d9\n", "root/etc/resolv.conf": "" });
});

afterAll(() => rm(proc, { recursive: true }));

test("a Pod's uid is read in every spelling of a control group, and from nothing else", () => {
  expect(podUidOf(`11:cpu:/kl-node1/kubepods/pod${uid}/0123\n`)).toBe(uid);
  expect(podUidOf(`0::/kubepods.slice/kubepods-pod${uid.replaceAll("-", "_")}.slice/cri-1.scope`)).toBe(uid);
  expect(podUidOf("0::/system.slice/podman.service")).toBeNull();
  expect(podUidOf("0::/kubepods/podracer")).toBeNull();
});

test("a process of a Pod is found by uid and by name, never its sandbox", async () => {
  expect(await podProcess({ uid }, proc)).toEqual({ pid: 11, uid });
  expect(await podProcess(podNamed("shop/api-7d9"), proc)).toEqual({ pid: 11, uid });
  expect(await podProcess(podNamed("stage/api-7d9"), proc)).toEqual({ pid: 12, uid: other });
});

test("a name that two Pods have is nobody's, and so is one that none has", async () => {
  expect(await podProcess(podNamed("api-7d9"), proc)).toBeNull();
  expect(await podProcess(podNamed("shop/api"), proc)).toBeNull();
  expect(await podProcess(podNamed("x"), join(proc, "none"))).toBeNull();
});
