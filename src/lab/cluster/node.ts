import { existsSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Ms } from "../../base/index.ts";
import { mustRun, type Ran, type RunOptions, run } from "../world/index.ts";
import { CLUSTER_FOLDER, childOf, type Daemon, type Ground, waitFor } from "./ground.ts";
import {
  cniConfig,
  containerdConfig,
  kubeletConfig,
  type NodeSettings,
  proxyConfig,
} from "./node-settings.ts";

/** A node: all namespaces of its own, with containerd, kubelet, kube-proxy and the controller of policies. */
export interface ClusterNode {
  /** Its name in Kubernetes, and that of its network namespace. */
  readonly name: string;
  /** Its address in the fabric, and the one of IPv6 in a cluster of both families. */
  readonly address: string;
  readonly address6: string | null;
  /** The range of its Pods, and the one of IPv6 in a cluster of both families. */
  readonly pods: string;
  readonly pods6: string | null;
  /** What to put before a command, to have it run in all namespaces of the node. */
  readonly enter: readonly string[];
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  must(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Its first process: killing it ends the node with all its Pods. */
  readonly machine: Daemon;
  readonly containerd: Daemon;
  /** These can be killed and started again. */
  daemon(name: NodeDaemon): Daemon;
  restart(name: NodeDaemon): Promise<void>;
}

/** A daemon of a node that faults are made with. */
export type NodeDaemon = "kubelet" | "kube-proxy" | "policies";

const UP_WITHIN: Ms = 30_000;
/** Some 90 MB are read, hashed and unpacked. */
const IMPORT_WITHIN: Ms = 120_000;

/**
 * What the kubelet wants of the whole machine: files of the node's own lie over these, which say that it is so already.
 * `k8s.io/kubernetes/pkg/kubelet/cm`, setupKernelTunables.
 */
const TUNABLES = {
  "vm/overcommit_memory": 1,
  "vm/panic_on_oom": 0,
  "kernel/panic": 10,
  "kernel/panic_on_oops": 1,
  "kernel/keys/root_maxkeys": 1_000_000,
  "kernel/keys/root_maxbytes": 25_000_000,
} as const;

/** Folders that the daemons of every node name alike: each node has its own over them. */
const OWN_FOLDERS = {
  kubelet: "/var/lib/kubelet",
  containerd: "/var/lib/containerd",
  cni: "/var/lib/cni",
  pods: "/var/log/pods",
  containers: "/var/log/containers",
  networks: "/etc/cni/net.d",
} as const;

/** Opens a node and starts its containerd; the images are there when this resolves. The kubelet is not started yet. */
export async function openNode(
  ground: Ground,
  settings: NodeSettings,
  built: { readonly bin: string; readonly images: string },
): Promise<ClusterNode> {
  const { name } = settings;
  const folder = join(CLUSTER_FOLDER, name);
  const machine = ground.start(`${name}-machine`, [
    ...ground.enter(null),
    ...["nsenter", `--net=/run/netns/${name}`, "unshare", "--mount", "--pid", "--uts", "--ipc", "--fork"],
    ...["--kill-child", "--mount-proc", join(built.bin, "pause")],
  ]);
  // nsenter forks, and so does unshare: the second child is the node's first process.
  const pid = await waitFor("a node", () => firstOf(machine), {
    within: UP_WITHIN,
    why: () => ground.log(machine.name),
  });
  const enter = ["nsenter", `--target=${pid}`, ...["--mount", "--net", "--pid", "--uts", "--ipc", "--"]];
  for (const [path, value] of Object.entries(TUNABLES))
    ground.write(`${name}/tunables/${path}`, `${value}\n`);
  ground.write(`${name}/networks/10-lab.conflist`, cniConfig(settings));
  const resolvConf = ground.write(`${name}/resolv.conf`, "\n");
  const configs = {
    containerd: ground.write(`${name}/containerd.toml`, containerdConfig()),
    kubelet: ground.write(`${name}/kubelet.json`, kubeletConfig(settings, resolvConf)),
    proxy: ground.write(`${name}/proxy.json`, proxyConfig(settings)),
  };
  await mustRun([...enter, "sh", "-e"], { input: `${ownPlaces(name, folder).join("\n")}\n` });

  const start = (daemon: string, argv: readonly string[]) =>
    ground.start(`${name}-${daemon}`, [...enter, ...argv]);
  const program = (daemon: string) => join(built.bin, daemon);
  const key = (file: string) => join(settings.keys, `${file}.conf`);
  const commands: Readonly<Record<NodeDaemon, readonly string[]>> = {
    kubelet: [
      ...[
        program("kubelet"),
        `--config=${configs.kubelet}`,
        `--kubeconfig=${key(name)}`,
        "--root-dir=/var/lib/kubelet",
      ],
      `--hostname-override=${name}`,
      `--node-ip=${[settings.address, settings.address6].filter((one) => one !== null).join(",")}`,
    ],
    "kube-proxy": [program("kube-proxy"), `--config=${configs.proxy}`],
    policies: [program("policies"), "-node", name, "-kubeconfig", key("policies")],
  };
  const containerd = start("containerd", ["containerd", "--config", configs.containerd]);
  const socket = `/proc/${pid}/root/run/containerd/containerd.sock`;
  const why = () => ground.log(containerd.name).trim().split("\n").at(-1) ?? "";
  await waitFor("containerd", () => (existsSync(socket) ? true : null), { within: UP_WITHIN, why });
  await mustRun([...enter, "ctr", "-n", "k8s.io", "images", "import", built.images], {
    timeout: IMPORT_WITHIN,
  });

  const daemons = new Map<NodeDaemon, Daemon>();
  const node: ClusterNode = {
    name,
    address: settings.address,
    address6: settings.address6,
    pods: settings.pods[0] ?? "",
    pods6: settings.pods[1] ?? null,
    enter,
    machine,
    containerd,
    run: (argv, options) => run([...enter, ...argv], options),
    must: (argv, options) => mustRun([...enter, ...argv], options),
    daemon(which) {
      const known = daemons.get(which);
      if (known === undefined) throw new Error(`${which} of ${name} has not been started`);
      return known;
    },
    async restart(which) {
      await daemons.get(which)?.kill();
      daemons.set(which, start(which, commands[which]));
    },
  };
  return node;
}

/** The first process of a node, once its mounts are its own: unshare(1) makes them before it starts the program. */
function firstOf(machine: Daemon): number | null {
  const outer = machine.pid();
  const pid = outer === null ? null : childOf(outer);
  return pid !== null && isPause(pid) ? pid : null;
}

function isPause(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith("/pause");
  } catch {
    // It has not been started yet.
    return false;
  }
}

/** Lines of a shell in the node's namespaces. Nothing in them comes from outside. */
function ownPlaces(name: string, folder: string): readonly string[] {
  const over = (own: string, place: string) => [
    `mkdir -p ${folder}/${own} ${place}`,
    `mount --bind ${folder}/${own} ${place}`,
  ];
  return [
    `echo ${name} > /proc/sys/kernel/hostname`,
    // What the kubelet mounts for a Pod must be seen where containerd makes its mounts.
    "mount --make-rshared /",
    // A fresh sysfs shows this network namespace; it comes without the cgroups.
    `mkdir -p ${folder}/cgroup`,
    `mount --rbind /sys/fs/cgroup ${folder}/cgroup`,
    "mount -t sysfs -o nosuid,nodev,noexec sysfs /sys",
    `mount --rbind ${folder}/cgroup /sys/fs/cgroup`,
    ...Object.entries(OWN_FOLDERS).flatMap(([own, place]) => over(own, place)),
    "mkdir -p /run/containerd /run/netns",
    "mount -t tmpfs lab /run/containerd",
    "mount -t tmpfs lab /run/netns",
    "mount --make-shared /run/netns",
    ...Object.keys(TUNABLES).map((path) => `mount --bind ${folder}/tunables/${path} /proc/sys/${path}`),
  ];
}
