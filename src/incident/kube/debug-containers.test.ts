import { describe, expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { createRecorder, type Evidence } from "../../evidence/index.ts";
import type { Cluster, ExecRun, ObjectRead } from "../../kube/index.ts";
import { leftBehind } from "../../report/index.ts";
import { debugContainers } from "./debug-containers.ts";
import { insideOf, lookFromPod } from "./pod-commands.ts";

const pod = { namespace: "shop", name: "api-7" };
const clock = systemClock;
const way = { to: "cluster-ip", address: "10.96.0.9", port: 80 } as const;
const request = { scheme: "http", method: "GET", path: "/", hostField: null } as const;

/** A cluster with one Pod: what its own container runs, and what the API says to a new one. */
function clusterWith({
  tools,
  patched = { outcome: "read", object: { kind: "Pod", metadata: { ...pod, uid: "u1" } } },
  state = { running: {} },
}: {
  readonly tools: readonly string[];
  readonly patched?: ObjectRead;
  readonly state?: object;
}) {
  const seen: string[] = [];
  const named: string[] = [];
  const cluster = {
    async exec(
      { container }: { readonly container: string | null },
      [first = "", , bounded = ""]: readonly string[],
    ): Promise<ExecRun> {
      // `timeout 6 wget …`
      const tool = first === "timeout" ? bounded : first;
      seen.push(`${container === null ? "own" : "added"} ${tool}`);
      const has = container === null ? tools.includes(tool) : tool === "wget" || tool === "cat";
      return has ? { outcome: "ran", status: 0, stdout: "", stderr: "" } : { outcome: "missing-tool" };
    },
    async patch(path: string, patch: unknown): Promise<ObjectRead> {
      const { spec } = patch as { spec: { ephemeralContainers: readonly { name: string }[] } }; // As it is written.
      named.push(...spec.ephemeralContainers.map(({ name }) => name));
      seen.push(`patch ${path.split("/").at(-1)}`);
      return patched;
    },
    get: async (): Promise<ObjectRead> => ({
      outcome: "read",
      object: { status: { ephemeralContainerStatuses: named.map((name) => ({ name, state })) } },
    }),
  } as unknown as Cluster; // Only what is asked for.
  const recorder = createRecorder("client");
  const { signal } = new AbortController();
  const debug = debugContainers({ image: "busybox:1.37.0", cluster, recorder, clock: systemClock, signal });
  return { cluster, debug, recorder, seen };
}

const added = (evidence: readonly Evidence[]) =>
  evidence.filter((one): one is Evidence<"debug-container"> => one.kind === "debug-container");

describe("a Pod without tools", () => {
  test("is looked from by a container that is added once, and the report says that it stays", async () => {
    const { cluster, debug, recorder, seen } = clusterWith({ tools: [] });
    const looks = await Promise.all(
      [1, 2].map(() => lookFromPod(pod, { way, request, clock }, { cluster, debug })),
    );
    expect(looks).toMatchObject([
      { image: "busybox:1.37.0", look: { connect: "connected", exchange: { status: 200 } } },
      { image: "busybox:1.37.0" },
    ]);
    expect((await lookFromPod(pod, { way, request, clock }, { cluster, debug })).image).toBe(
      "busybox:1.37.0",
    );
    expect(seen.filter((one) => one.startsWith("patch"))).toEqual(["patch ephemeralcontainers"]);
    expect(seen.slice(-2)).toEqual(["added curl", "added wget"]);
    expect(added(recorder.evidence).map(({ value }) => value)).toMatchObject([
      { pod: { ...pod, uid: "u1" }, image: "busybox:1.37.0", endsAfter: 600_000, notStarted: null },
    ]);
    expect(leftBehind(recorder)[0]).toMatch(
      /^Container faultline-\w+ of busybox:1\.37\.0 in Pod shop\/api-7: .*stays in the Pod's object until the Pod goes\. Its process ends by itself 10 min/,
    );
    expect((await insideOf(pod, { cluster, debug })).name).toBe("pod shop/api-7");
    expect(seen.at(-1)).toBe("own cat");
  });

  test("stays as it is where nothing is allowed", async () => {
    const { cluster, seen } = clusterWith({ tools: [] });
    expect(await lookFromPod(pod, { way, request, clock }, { cluster, debug: null })).toMatchObject({
      look: "missing-tool",
      image: null,
    });
    await insideOf(pod, { cluster, debug: null });
    expect(seen).toEqual(["own curl", "own wget", "own nc"]);
  });

  test("whose account may not patch it is a gap with the missing right", async () => {
    const patched = {
      outcome: "forbidden",
      why: 'answered 403: cannot patch resource "pods/ephemeralcontainers"',
    } as const;
    const { cluster, debug, recorder } = clusterWith({ tools: [], patched });
    expect((await lookFromPod(pod, { way, request, clock }, { cluster, debug })).look).toBe("missing-tool");
    expect(recorder.gaps).toMatchObject([
      {
        needs: expect.stringContaining("a look from Pod shop/api-7"),
        reason: "permission",
        allowBy: "Allow patch of pods/ephemeralcontainers in namespace shop to this account",
      },
    ]);
    expect(leftBehind(recorder)).toEqual([]);
    const violating = { outcome: "forbidden", why: "answered 403: violates PodSecurity" } as const;
    const strict = clusterWith({ tools: [], patched: violating });
    await lookFromPod(pod, { way, request, clock }, strict);
    expect(strict.recorder.gaps[0]?.allowBy).toContain("Let its namespace admit such a container");
  });

  test("whose image cannot be pulled is a gap with the kubelet's own reason, and the container stays", async () => {
    const state = { waiting: { reason: "ErrImagePull", message: "not found" } };
    const { cluster, debug, recorder } = clusterWith({ tools: [], state });
    expect((await lookFromPod(pod, { way, request, clock }, { cluster, debug })).look).toBe("missing-tool");
    expect(recorder.gaps[0]?.needs).toContain("ErrImagePull: not found");
    expect(leftBehind(recorder)[0]).toContain(
      "It had not started when this run ended (ErrImagePull: not found)",
    );
  });
});

test.each([["curl"], ["wget"]])("a Pod that has %s gets no container", async (tool) => {
  const { cluster, debug, seen } = clusterWith({ tools: [tool, "cat"] });
  await lookFromPod(pod, { way, request, clock }, { cluster, debug });
  await insideOf(pod, { cluster, debug });
  expect(seen.filter((one) => one.startsWith("patch"))).toEqual([]);
});

test("what nc connects is no request by HTTP: a container makes it", async () => {
  const { cluster, debug, seen } = clusterWith({ tools: ["nc"] });
  expect((await lookFromPod(pod, { way, request, clock }, { cluster, debug })).image).toBe("busybox:1.37.0");
  expect(seen).toContain("patch ephemeralcontainers");
  const bare = clusterWith({ tools: ["nc"] });
  expect((await lookFromPod(pod, { way, request: null, clock }, bare)).image).toBe(null);
});
