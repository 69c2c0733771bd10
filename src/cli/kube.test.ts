import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { fakeApi, Refusal } from "../kube/testing/fake-api.ts";
import { clusterAnswers, fakeService } from "../kube/testing/fake-cluster.ts";
import { type KubeOptions, kubeCommand, targetOf } from "./kube.ts";

async function run(options: KubeOptions, name: string | null = null) {
  const said = { out: "", err: "" };
  const io = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  const status = await kubeCommand(name, options, { io, clock: systemClock, version: "0" });
  return { status, ...said };
}

test("a healthy cluster is one screen and exit 0", async () => {
  await using api = await fakeApi(clusterAnswers());
  const { status, out, err } = await run({ kubeconfig: api.kubeconfig });
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toBe(`Nothing is wrong: the network of cluster lab

Nodes     2 of 2 ready; v1.34.4
Network   no plugin is seen by the API
Proxy     no DaemonSet of kube-proxy: it is the nodes' own, or replaced
DNS       kube-system/kube-dns 10.96.0.10; 1 endpoint; 1 of 1 Pods ready;
          forwards to /etc/resolv.conf; cache 30 s; loop detection
Services  2; Pods 3 of 3 ready
Rules     0 NetworkPolicies, 0 Ingresses, 0 webhooks, 0 certificates looked at
`);
});

test("a fault is exit 1, with what to type and what to do", async () => {
  const gone = [fakeService("shop", "gone"), fakeService("shop", "lost")];
  await using api = await fakeApi(clusterAnswers({ "/api/v1/services": gone }));
  const { status, out } = await run({ kubeconfig: api.kubeconfig });
  expect(status).toBe(1);
  expect(out).toContain(`1 FAULT: the network of cluster lab

✗ 2 Services: no endpoint: its selector matches no Pod, and nothing here would
  make one
  shop/gone, shop/lost
  see it: kubectl -n shop get service gone -o wide
  do: Compare its selector with the labels of the Pods
`);
  const json = await run({ kubeconfig: api.kubeconfig, json: true });
  expect(JSON.parse(json.out)).toMatchObject({
    schema: "faultline.kube/1",
    status: "faults",
    counts: { services: 4 },
    findings: [{ id: "service-selects-nothing", objects: ["shop/gone", "shop/lost"] }],
    gaps: [],
  });
});

test("an API that is gone, or that knows nobody, is exit 3 and no health", async () => {
  const api = await fakeApi(() => new Refusal(401, "who?"));
  const unknown = await run({ kubeconfig: api.kubeconfig, json: true });
  await api[Symbol.asyncDispose]();
  expect(unknown.status).toBe(3);
  expect(unknown.err.trimEnd().split("\n")).toHaveLength(2);
  expect(JSON.parse(unknown.out)).toMatchObject({ schema: "faultline.kube/1", status: "unknown" });
});

test.each(["nodes", "pods", "services"])(
  "without the right to list %s nobody can say that nothing is wrong: exit 3",
  async (kind) => {
    const answers = clusterAnswers({ [`/api/v1/${kind}`]: new Refusal(403, "is forbidden") });
    await using api = await fakeApi(answers);
    const { status, out } = await run({ kubeconfig: api.kubeconfig });
    expect(status).toBe(3);
    expect(out).toContain("Nothing is wrong in what could be seen");
  },
);

test("a namespace, file or context that is not there is a slip, in two lines", async () => {
  await using api = await fakeApi(clusterAnswers());
  const { kubeconfig } = api;
  for (const options of [
    { kubeconfig, namespace: "nix" },
    { kubeconfig, namespace: "No Name" },
    { kubeconfig: "/nowhere/config" },
    { kubeconfig, context: "nix" },
  ])
    await expect(run(options)).rejects.toThrow(/^Cannot .+\n.+$/);
});

test("a name is a Service of the namespace that is given, or of its own", () => {
  expect(targetOf("shop/api:http/health", null)).toBe("kube://shop/api:http/health");
  expect(targetOf("api", null)).toBe("kube://default/api");
  expect(targetOf("api:80/health", "shop")).toBe("kube://shop/api:80/health");
  expect(targetOf("shop/api", "shop")).toBe("kube://shop/api");
});

test("the walk is planned for the cluster that the options name", async () => {
  await using api = await fakeApi(clusterAnswers());
  const { status, out } = await run({ kubeconfig: api.kubeconfig, namespace: "shop", plan: true }, "api");
  expect(status).toBe(0);
  expect(out).toContain("kube://shop/api");
});
