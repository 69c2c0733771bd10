import type { Answers } from "./fake-api.ts";
import { Refusal } from "./fake-api.ts";

const long = "2026-01-01T00:00:00Z";

/** A Pod as the API gives it, an hour old and more. */
export const fakePod = (
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  status: object = {},
) => ({
  metadata: { name, namespace, labels, creationTimestamp: long },
  spec: {
    nodeName: "n1",
    containers: [{ name: "app", image: "app:1", ports: [{ name: "web", containerPort: 8080 }] }],
  },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: long }],
    containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} } }],
    ...status,
  },
});

/** Of a Pod that is not ready. */
export const notReady = {
  conditions: [{ type: "Ready", status: "False", lastTransitionTime: long }],
  containerStatuses: [
    {
      name: "app",
      restartCount: 7,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { reason: "Error", exitCode: 1, finishedAt: long } },
    },
  ],
};

/** A Service as the API gives it. */
export const fakeService = (namespace: string, name: string, spec: object = {}) => ({
  metadata: { name, namespace, creationTimestamp: long },
  spec: {
    type: "ClusterIP",
    clusterIP: "10.96.0.20",
    clusterIPs: ["10.96.0.20"],
    selector: { app: name },
    ports: [{ name: "http", port: 80, targetPort: "web", protocol: "TCP" }],
    ...spec,
  },
});

/** A slice with so many ready endpoints. */
export const fakeSlice = (namespace: string, service: string, ready: number, port = "http") => ({
  metadata: { name: `${service}-x`, namespace, labels: { "kubernetes.io/service-name": service } },
  ports: [{ name: port, port: 8080, protocol: "TCP" }],
  endpoints: Array.from({ length: ready }, (_, index) => ({
    addresses: [`10.244.1.${index + 2}`],
    conditions: { ready: true },
  })),
});

/** A node that is well. */
export const fakeNode = (name: string, range: string, status: object = {}) => ({
  metadata: { name, creationTimestamp: long },
  spec: { podCIDR: range, podCIDRs: [range] },
  status: {
    conditions: [
      { type: "Ready", status: "True" },
      { type: "NetworkUnavailable", status: "False" },
    ],
    nodeInfo: { kubeletVersion: "v1.34.4" },
    ...status,
  },
});

const COREFILE = `.:53 {
    errors
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
}
`;

const dnsPod = {
  ...fakePod("kube-system", "coredns-1", { "k8s-app": "kube-dns" }),
  spec: {
    nodeName: "n1",
    containers: [{ name: "coredns", image: "coredns:1" }],
    volumes: [{ name: "config", configMap: { name: "coredns" } }],
  },
};

/** What lists of a healthy cluster answer, by path. */
export const healthyLists: Readonly<Record<string, readonly object[]>> = {
  "/api/v1/nodes": [fakeNode("n1", "10.244.1.0/24"), fakeNode("n2", "10.244.2.0/24")],
  "/api/v1/namespaces": [{ metadata: { name: "shop" } }, { metadata: { name: "kube-system" } }],
  "/api/v1/services": [
    fakeService("shop", "api"),
    {
      ...fakeService("kube-system", "kube-dns", {
        clusterIPs: ["10.96.0.10"],
        selector: { "k8s-app": "kube-dns" },
        ports: [{ name: "dns", port: 53, targetPort: 53, protocol: "UDP" }],
      }),
    },
  ],
  "/apis/discovery.k8s.io/v1/endpointslices": [
    fakeSlice("shop", "api", 2),
    fakeSlice("kube-system", "kube-dns", 1, "dns"),
  ],
  "/api/v1/pods": [
    fakePod("shop", "api-1", { app: "api" }),
    fakePod("shop", "api-2", { app: "api" }),
    dnsPod,
  ],
  "/apis/apps/v1/daemonsets": [],
  "/apis/networking.k8s.io/v1/networkpolicies": [],
  "/apis/networking.k8s.io/v1/ingresses": [],
  "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": [],
  "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": [],
  "/apis/apps/v1/deployments": [],
  "/apis/apps/v1/statefulsets": [],
  "/apis/batch/v1/cronjobs": [],
};

/** An API of a cluster: healthy but for what is given; objects are added to those of their list. `Refusal` for a right that is missing. */
export function clusterAnswers(changed: Readonly<Record<string, readonly object[] | Refusal>> = {}): Answers {
  return ({ pathname }) => {
    const list = changed[pathname];
    if (list instanceof Refusal) return list;
    const own = healthyLists[pathname];
    if (own !== undefined) return { items: [...own, ...(list ?? [])] };
    if (pathname === "/api") return { versions: ["v1"] };
    if (pathname === "/apis") return { groups: [{ name: "apps" }] };
    if (pathname === "/api/v1/namespaces/kube-system/configmaps/coredns")
      return { data: { Corefile: COREFILE } };
    return undefined;
  };
}
