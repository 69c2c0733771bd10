import { join } from "node:path";
import type { Ms } from "../../base/index.ts";
import type { Families } from "./fabric.ts";
import { CLUSTER_FOLDER, type Daemon, type Ground, waitFor } from "./ground.ts";
import { API_PORT } from "./keys.ts";
import type { Ranges } from "./ranges.ts";

/** It takes 4 s alone on two processors. */
const READY_WITHIN: Ms = 120_000;
const LOOK_EVERY: Ms = 100;
/** How long a node may be silent until it is said to be not ready; upstream's default is 50 s. */
const NODE_GRACE = "12s";

const key = (name: string) => join(CLUSTER_FOLDER, "keys", name);

const starter = (ground: Ground, bin: string) => (name: string, options: Readonly<Record<string, string>>) =>
  ground.start(name, [
    ...ground.enter("control"),
    join(bin, name),
    ...Object.entries(options).map(([option, value]) => `--${option}=${value}`),
  ]);

/** Starts etcd and the API server; does not wait. */
export function startApi(ground: Ground, bin: string, ranges: Ranges, families: Families): readonly Daemon[] {
  const etcd = "http://127.0.0.1:2379";
  const peer = "http://127.0.0.1:2380";
  const start = starter(ground, bin);
  return [
    start("etcd", {
      name: "only",
      "data-dir": join(CLUSTER_FOLDER, "etcd"),
      "unsafe-no-fsync": "true",
      "log-level": "warn",
      "listen-client-urls": etcd,
      "advertise-client-urls": etcd,
      "listen-peer-urls": peer,
      "initial-advertise-peer-urls": peer,
      "initial-cluster": `only=${peer}`,
    }),
    start("kube-apiserver", {
      "etcd-servers": etcd,
      "bind-address": "0.0.0.0",
      "secure-port": `${API_PORT}`,
      "advertise-address": ranges.control,
      "service-cluster-ip-range":
        families === "dual-stack" ? `${ranges.services},${ranges.six.services}` : ranges.services,
      "allow-privileged": "true",
      "tls-cert-file": key("apiserver.crt"),
      "tls-private-key-file": key("apiserver.key"),
      "client-ca-file": key("ca.crt"),
      "kubelet-client-certificate": key("apiserver-kubelet.crt"),
      "kubelet-client-key": key("apiserver-kubelet.key"),
      "kubelet-preferred-address-types": "InternalIP",
      "authorization-mode": "Node,RBAC",
      "enable-admission-plugins": "NodeRestriction",
      "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
      "service-account-key-file": key("accounts.pub"),
      "service-account-signing-key-file": key("accounts.key"),
      profiling: "false",
    }),
  ];
}

/**
 * Starts the controller manager and the scheduler. Only when the API server is ready: the former ends where it has to wait
 * for more than 10 s (`WaitForAPIServer`).
 */
export function startControllers(ground: Ground, bin: string): readonly Daemon[] {
  const start = starter(ground, bin);
  return [
    start("kube-controller-manager", {
      kubeconfig: key("manager.conf"),
      "leader-elect": "false",
      "root-ca-file": key("ca.crt"),
      "service-account-private-key-file": key("accounts.key"),
      "use-service-account-credentials": "true",
      "cluster-signing-cert-file": key("ca.crt"),
      "cluster-signing-key-file": key("ca.key"),
      "allocate-node-cidrs": "false",
      "node-monitor-period": "1s",
      "node-monitor-grace-period": NODE_GRACE,
      "bind-address": "127.0.0.1",
    }),
    start("kube-scheduler", {
      kubeconfig: key("scheduler.conf"),
      "leader-elect": "false",
      "bind-address": "127.0.0.1",
    }),
  ];
}

/** Waits until the API server says that it is ready. Anybody may ask that. */
export async function waitForApi(ground: Ground, signal: AbortSignal | undefined): Promise<void> {
  const ca = join(CLUSTER_FOLDER, "keys", "ca.crt");
  const ask = ["curl", "-sf", "--max-time", "2", "--cacert", ca, `https://127.0.0.1:${API_PORT}/readyz`];
  const look = async () => ((await ground.run("control", ask)).stdout === "ok" ? true : null);
  const why = () => ground.log("kube-apiserver").trim().split("\n").at(-1) ?? "";
  await waitFor("the API server", look, { within: READY_WITHIN, every: LOOK_EVERY, signal, why });
}
