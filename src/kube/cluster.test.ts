import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCluster } from "./cluster.ts";
import { fakeApi, opened, Refusal } from "./testing/fake-api.ts";

const signal = new AbortController().signal;
const pods = "/api/v1/namespaces/shop/pods";

test("openCluster() asks with the token of the kubeconfig's user", async () => {
  await using api = await fakeApi((_, { headers }) => ({ seen: headers.authorization }));
  const cluster = await opened(api);
  expect(await cluster.get("/version")).toEqual({ outcome: "read", object: { seen: "Bearer abc" } });
  expect(cluster.name).toBe("lab");
  cluster.close();
});

test.each([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "missing"],
  [500, "failed"],
])("a status of %d is %s, with the words of the API", async (status, outcome) => {
  await using api = await fakeApi(() => new Refusal(status, "no such right, token=geheim"));
  const cluster = await opened(api);
  const read = await cluster.get("/version");
  expect(read.outcome).toBe(outcome);
  expect(JSON.stringify(read)).toContain(`answered ${status}`);
  expect(JSON.stringify(read)).not.toContain("geheim");
  cluster.close();
});

test("a list is read by pages, and says whether it is whole", async () => {
  const page = (url: URL) => {
    const from = Number(url.searchParams.get("continue") ?? 0);
    const limit = Number(url.searchParams.get("limit"));
    const items = Array.from({ length: Math.min(limit, 1_200 - from) }, (_, index) => ({ n: from + index }));
    const next = from + items.length;
    return { metadata: next < 1_200 ? { continue: String(next) } : {}, items };
  };
  await using api = await fakeApi(page);
  const cluster = await opened(api);
  const all = await cluster.list(pods, {}, { most: 5_000 });
  expect(all).toMatchObject({ outcome: "read", isComplete: true });
  expect(all.outcome === "read" && all.items.length).toBe(1_200);
  expect(api.asked.length).toBe(3);
  const some = await cluster.list(pods, {}, { most: 700 });
  expect(some).toMatchObject({ outcome: "read", isComplete: false });
  expect(some.outcome === "read" && some.items.length).toBe(700);
  cluster.close();
});

test("a list that expired is begun again once", async () => {
  let expired = 0;
  await using api = await fakeApi((url) => {
    if (!url.searchParams.has("continue"))
      return { metadata: expired < 1 ? { continue: "x" } : {}, items: [{}] };
    expired += 1;
    return new Refusal(410, "too old");
  });
  const cluster = await opened(api);
  expect(await cluster.list(pods, {}, { most: 100 })).toEqual({
    outcome: "read",
    items: [{}],
    isComplete: true,
  });
  cluster.close();
});

test.each(["", "<html>", "[]", '{"items":{}}', "null"])("an answer of %j is no list", async (body) => {
  await using api = await fakeApi(() => body);
  const cluster = await opened(api);
  expect((await cluster.list(pods, {}, { most: 10 })).outcome).toBe("failed");
  cluster.close();
});

test("an API that is not there is unreachable", async () => {
  const api = await fakeApi(() => ({}));
  const cluster = await opened(api);
  const { kubeconfig } = api;
  await api[Symbol.asyncDispose]();
  expect(await cluster.get("/version")).toMatchObject({
    outcome: "unreachable",
    why: "could not be reached (ECONNREFUSED)",
  });
  cluster.close();
  const gone = await openCluster({ kubeconfig, context: null }, { env: {}, signal });
  expect(gone).toMatchObject({ outcome: "no-config" });
});

test("nothing falls back to localhost where there is no kubeconfig", async () => {
  const open = await openCluster(
    { kubeconfig: null, context: null },
    { env: { HOME: "/nonexistent" }, signal },
  );
  expect(open).toMatchObject({ outcome: "no-config" });
});

test("several files of KUBECONFIG are one, and the first entry of a name counts", async () => {
  await using one = await fakeApi(() => ({ api: 1 }));
  await using two = await fakeApi(() => ({ api: 2 }));
  const env = { KUBECONFIG: `${one.kubeconfig}:/nonexistent:${two.kubeconfig}` };
  const open = await openCluster({ kubeconfig: null, context: null }, { env, signal });
  if (open.outcome !== "opened") throw new Error(open.why);
  expect(await open.cluster.get("/")).toEqual({ outcome: "read", object: { api: 1 } });
  open.cluster.close();
  const other = await openCluster({ kubeconfig: null, context: "prod" }, { env, signal });
  expect(other).toMatchObject({ outcome: "no-context" });
});

test.each(["a: [", "just text", "", "- 1", "clusters: 5\ncontexts: {}\nusers: x"])(
  "a kubeconfig of %j is refused in a few words",
  async (text) => {
    await using api = await fakeApi(() => ({}));
    writeFileSync(api.kubeconfig, text);
    const open = await openCluster({ kubeconfig: api.kubeconfig, context: null }, { env: {}, signal });
    expect(["bad-config", "no-context"]).toContain(open.outcome);
  },
);

const plugin = (script: string) => async (use: (folder: string) => Promise<unknown>) => {
  await using api = await fakeApi((_, { headers }) => ({ seen: headers.authorization }));
  const file = join(api.folder, "plugin");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  const yaml = `
apiVersion: v1
kind: Config
current-context: lab
clusters: [{name: c, cluster: {server: "http://127.0.0.1:${portOf(api.server.address())}"}}]
contexts: [{name: lab, context: {cluster: c, user: u}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: "${file}", env: [{name: A, value: xyz}]}}}]
`;
  writeFileSync(api.kubeconfig, yaml);
  await use(api.kubeconfig);
};
const portOf = (address: unknown): number =>
  typeof address === "object" && address !== null && "port" in address ? Number(address.port) : 0;

test("a credential plugin gives the token, and is told what it is asked for", () =>
  plugin(`echo '{"kind":"ExecCredential","status":{"token":"'"$A"'"}}'; test -n "$KUBERNETES_EXEC_INFO"`)(
    async (kubeconfig) => {
      const cluster = await opened({ kubeconfig });
      expect(await cluster.get("/")).toEqual({ outcome: "read", object: { seen: "Bearer xyz" } });
      cluster.close();
    },
  ));

test("a credential plugin that fails is an outcome without its words", () =>
  plugin("echo geheim >&2; echo geheim; exit 3")(async (kubeconfig) => {
    const open = await openCluster({ kubeconfig, context: null }, { env: {}, signal });
    expect(open).toMatchObject({ outcome: "no-credential" });
    expect(JSON.stringify(open)).toContain("ended with status 3");
    expect(JSON.stringify(open)).not.toContain("geheim");
  }));

test("a run that is stopped ends a credential plugin that hangs", () =>
  plugin("sleep 60")(async (kubeconfig) => {
    const stop = AbortSignal.timeout(300);
    await expect(
      openCluster({ kubeconfig, context: null }, { env: { PATH: process.env["PATH"] }, signal: stop }),
    ).rejects.toThrow();
  }));
