/**
 * Fills a cluster without kubelets: 20 nodes, 500 Services with their slices, 5,000 Pods that say they are ready. What a controller
 * or a kubelet would write is written here. `kube-objects.mjs SERVER FOLDER-OF-KEYS ADDRESSES-OF-SERVICES`
 */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";

const [, , server, keys, services] = process.argv;
const AT_ONCE = 32;
const NAMESPACES = 10;
const SERVICES = 50;
const PODS = 10;
const NODES = 20;
const agent = new Agent({
  keepAlive: true,
  maxSockets: AT_ONCE,
  ca: readFileSync(join(keys, "ca.crt")),
  cert: readFileSync(join(keys, "admin.crt")),
  key: readFileSync(join(keys, "admin.key")),
});
const now = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");

/** One request of the API, that must be well. */
function ask(method, path, body, type = "application/json") {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server}${path}`,
      { method, agent, headers: { "content-type": type } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () =>
          answer.statusCode < 300
            ? resolve(text)
            : reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`)),
        );
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

async function inParallel(work) {
  const left = work.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of left) await one();
    }),
  );
}

const condition = (type, status = "True") => ({ type, status, lastTransitionTime: now, reason: "Bench" });
const addressOf = (number, first) => `10.${first}.${number >> 8}.${number & 255}`;

const node = (index) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: `node${index}`, labels: { "kubernetes.io/hostname": `node${index}` } },
  spec: { podCIDR: `10.64.${index}.0/24`, podCIDRs: [`10.64.${index}.0/24`] },
  status: {
    addresses: [{ type: "InternalIP", address: `192.0.2.${index + 1}` }],
    conditions: [
      condition("Ready"),
      condition("MemoryPressure", "False"),
      condition("DiskPressure", "False"),
    ],
    nodeInfo: { kubeletVersion: "v1.34.4" },
  },
});

const pod = (namespace, service, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `${service}-${index}`,
    namespace,
    labels: { app: service, "app.kubernetes.io/part-of": namespace, "pod-template-hash": "7cd56b75df" },
    annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9090" },
  },
  spec: {
    nodeName: `node${index % NODES}`,
    containers: ["app", "sidecar"].map((name, place) => ({
      name,
      image: `registry.example/${namespace}/${service}-${name}:1.2.3`,
      ports: [{ name: place === 0 ? "web" : "metrics", containerPort: 8080 + place }],
      env: Array.from({ length: 8 }, (_, number) => ({
        name: `SETTING_${number}`,
        value: `value-${number}`,
      })),
      resources: { limits: { memory: "256Mi", cpu: "1" }, requests: { memory: "128Mi", cpu: "100m" } },
      readinessProbe: { httpGet: { path: "/ready", port: 8080 + place }, periodSeconds: 5 },
    })),
  },
});

const podStatus = (namespace, service, index, number) => ({
  status: {
    phase: "Running",
    podIP: addressOf(number, 64),
    podIPs: [{ ip: addressOf(number, 64) }],
    hostIP: `192.0.2.${(index % NODES) + 1}`,
    startTime: now,
    conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => condition(type)),
    containerStatuses: ["app", "sidecar"].map((name) => ({
      name,
      ready: true,
      started: true,
      restartCount: 0,
      image: `registry.example/${namespace}/${service}-${name}:1.2.3`,
      imageID: `registry.example/${service}@sha256:${"0".repeat(64)}`,
      state: { running: { startedAt: now } },
    })),
  },
});

const all = Array.from({ length: NAMESPACES }, (_, one) =>
  Array.from({ length: SERVICES }, (_, two) => ({
    namespace: `team${one}`,
    service: `service${two}`,
    number: one * SERVICES + two,
  })),
).flat();

await inParallel(
  Array.from({ length: NODES }, (_, index) => () => ask("POST", "/api/v1/nodes", node(index))),
);
for (const namespace of new Set(all.map((one) => one.namespace))) {
  await ask("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  await ask("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "default" } });
}
await inParallel(
  all.map(({ namespace, service, number }) => async () => {
    await ask("POST", `/api/v1/namespaces/${namespace}/services`, {
      metadata: { name: service },
      spec: {
        clusterIP: `${services}.${10 + (number >> 8)}.${number & 255}`,
        selector: { app: service },
        ports: [{ name: "http", port: 80, targetPort: "web" }],
      },
    });
    const endpoints = Array.from({ length: PODS }, (_, index) => ({
      addresses: [addressOf(number * PODS + index, 64)],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `node${index % NODES}`,
    }));
    for (let index = 0; index < PODS; index += 1) {
      const made = await ask("POST", `/api/v1/namespaces/${namespace}/pods`, pod(namespace, service, index));
      const { name, uid } = JSON.parse(made).metadata;
      endpoints[index].targetRef = { kind: "Pod", namespace, name, uid };
      await ask(
        "PATCH",
        `/api/v1/namespaces/${namespace}/pods/${name}/status`,
        podStatus(namespace, service, index, number * PODS + index),
        "application/merge-patch+json",
      );
    }
    await ask("POST", `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      metadata: { name: `${service}-1`, labels: { "kubernetes.io/service-name": service } },
      addressType: "IPv4",
      ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      endpoints,
    });
  }),
);
agent.destroy();
process.stdout.write(`${NODES} nodes, ${all.length} Services, ${all.length * PODS} Pods\n`);
