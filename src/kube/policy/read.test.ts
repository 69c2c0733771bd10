import { expect, test } from "vitest";
import { createRecorder } from "../../evidence/index.ts";
import type { ListRead, ObjectRead } from "../api/cluster-read.ts";
import { readPolicies } from "./read.ts";

const forbidden = { outcome: "forbidden", why: "answered 403" } as const;
const missing = { outcome: "missing", why: "answered 404" } as const;
const group = (name: string, ...versions: readonly string[]) => ({
  name,
  versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })),
});

/** A cluster of which only some lists are there. */
function cluster(
  groups: readonly object[] | null,
  lists: Readonly<Record<string, readonly unknown[] | null>>,
) {
  const asked: string[] = [];
  return {
    asked,
    async get(path: string): Promise<ObjectRead> {
      if (path !== "/apis") return missing;
      return groups === null ? forbidden : { outcome: "read", object: { groups } };
    },
    async list(path: string, _: unknown, { most }: { readonly most: number }): Promise<ListRead> {
      asked.push(path);
      const items = lists[path];
      if (items === undefined) return missing;
      if (items === null) return forbidden;
      return { outcome: "read", items: items.slice(0, most), isComplete: items.length <= most };
    },
  };
}

async function read(...api: Parameters<typeof cluster>) {
  const from = cluster(...api);
  const recorder = createRecorder("client");
  const world = await readPolicies(from, { namespaces: ["shop"], pods: [], dns: false }, recorder);
  return { world, asked: from.asked, gaps: recorder.gaps.map(({ needs }) => needs) };
}

const OWN = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";
const ADMIN = "/apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies";
const policy = (name: string) => ({ metadata: { name }, spec: {} });

test("only groups and versions that the API serves are asked for", async () => {
  const { asked, world } = await read([group("networking.k8s.io", "v1")], { [OWN]: [] });
  expect(asked).toEqual([OWN]);
  expect(world).toMatchObject({ others: {}, unread: [], ipBlockSkipsPods: false });
});

test("of two versions of a kind one is asked for", async () => {
  const at = "/apis/policy.networking.k8s.io/v1beta1/clusternetworkpolicies";
  const served = [group("policy.networking.k8s.io", "v1alpha2", "v1beta1")];
  const { asked } = await read(served, { [OWN]: [], [at]: [] });
  expect(asked).toEqual([OWN, at]);
});

test("nodes are read where policies may name them", async () => {
  const served = [group("policy.networking.k8s.io", "v1alpha1")];
  const none = await read(served, { [OWN]: [], [ADMIN]: [] });
  expect(none.asked).not.toContain("/api/v1/nodes");
  const some = await read(served, { [OWN]: [], [ADMIN]: [policy("a")], "/api/v1/nodes": [policy("n")] });
  expect(some.world.others).toMatchObject({ AdminNetworkPolicy: [policy("a")], Node: [{}] });
  const unseen = await read(served, { [OWN]: [], [ADMIN]: [policy("a")], "/api/v1/nodes": null });
  expect(unseen.world.others).not.toHaveProperty("Node");
  expect(unseen.gaps).toEqual(["list of nodes"]);
});

test("what may not be listed is a gap, and is not evaluated", async () => {
  const { world, gaps } = await read([group("policy.networking.k8s.io", "v1alpha1")], {
    [OWN]: [],
    [ADMIN]: null,
  });
  expect(gaps).toEqual(["list of adminnetworkpolicies.policy.networking.k8s.io"]);
  expect(world.unread).toEqual([{ kind: "AdminNetworkPolicy", namespace: null }]);
});

test("more than a thousand of one kind are not evaluated", async () => {
  const many = Array.from({ length: 1_001 }, (_, index) => policy(`p${index}`));
  const { world } = await read([group("policy.networking.k8s.io", "v1alpha1")], { [OWN]: [], [ADMIN]: many });
  expect(world.unread).toEqual([{ kind: "AdminNetworkPolicy", namespace: null }]);
});

test("kinds that are not evaluated are named where one is there", async () => {
  const at = "/apis/crd.antrea.io/v1beta1";
  const served = [group("crd.antrea.io", "v1beta1")];
  const some = await read(served, {
    [OWN]: [],
    [`${at}/namespaces/shop/networkpolicies`]: [{ metadata: { namespace: "shop", name: "a" } }],
    [`${at}/clusternetworkpolicies`]: [],
  });
  expect(some.world.unread).toEqual([{ kind: "Antrea NetworkPolicy", namespace: "shop" }]);
});

test("without the list of groups each kind is asked for", async () => {
  const { asked, world, gaps } = await read(null, { [OWN]: [], [ADMIN]: [policy("a")], "/api/v1/nodes": [] });
  expect(asked).toContain("/apis/crd.antrea.io/v1beta1/clusternetworkpolicies");
  expect(world).toMatchObject({
    others: { AdminNetworkPolicy: [policy("a")] },
    unread: [],
    ipBlockSkipsPods: true,
  });
  expect(gaps).toEqual([]);
});

const CALICO = "/apis/crd.projectcalico.org/v1";
const OF_SHOP = `${CALICO}/namespaces/shop/networkpolicies`;
const calico = [group("crd.projectcalico.org", "v1"), group("projectcalico.org", "v3")];
const calicoPolicy = { metadata: { namespace: "shop", name: "a" }, spec: { selector: "all()" } };

test("policies of Calico are read once, with what they name", async () => {
  const { asked, world, gaps } = await read(calico, {
    [OWN]: [],
    [OF_SHOP]: [calicoPolicy],
    [`${CALICO}/globalnetworkpolicies`]: [],
    [`${CALICO}/tiers`]: [policy("default")],
    [`${CALICO}/networksets`]: [],
    [`${CALICO}/hostendpoints`]: null,
    "/apis/projectcalico.org/v3/namespaces/shop/networkpolicies": [calicoPolicy],
  });
  expect(world.others).toEqual({
    "Calico NetworkPolicy": [calicoPolicy],
    "Calico Tier": [policy("default")],
    "Calico NetworkSet": [],
    "Calico GlobalNetworkSet": [],
  });
  expect(asked.filter((path) => path.includes("/v3/"))).toEqual([
    "/apis/projectcalico.org/v3/globalnetworksets",
    "/apis/projectcalico.org/v3/hostendpoints",
  ]);
  expect(gaps).toEqual(["list of hostendpoints.crd.projectcalico.org"]);
  expect(world.unread).toEqual([]);
});

test("who may not read Calico's storage may read its API", async () => {
  const { world, gaps } = await read(calico, {
    [OWN]: [],
    [OF_SHOP]: null,
    "/apis/projectcalico.org/v3/namespaces/shop/networkpolicies": [calicoPolicy],
  });
  expect(world.others["Calico NetworkPolicy"]).toEqual([calicoPolicy]);
  expect(gaps).toEqual([]);
});

test("service accounts are asked for where a rule of Calico goes by them", async () => {
  const byAccount = { ...calicoPolicy, spec: { serviceAccountSelector: "role == 'x'" } };
  const { world } = await read(calico, { [OWN]: [], [OF_SHOP]: [byAccount] });
  expect(world.others.ServiceAccount).toEqual([]);
});
