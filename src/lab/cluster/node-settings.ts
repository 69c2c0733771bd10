import type { Ms } from "../../base/index.ts";
import { imageName } from "./image.ts";

/** Which mechanism of the kernel kube-proxy programs. */
export type ProxyMode = "nftables" | "iptables";

/** What the settings of one node follow from. */
export interface NodeSettings {
  readonly name: string;
  /** Address in the fabric; of IPv6 besides in a cluster of both families. */
  readonly address: string;
  readonly address6: string | null;
  /** Its own parts of the Pods' ranges: one of each family. */
  readonly pods: readonly string[];
  /** The Pods' whole ranges. */
  readonly allPods: readonly string[];
  readonly podMtu: number;
  readonly dnsService: string;
  readonly proxyMode: ProxyMode;
  /** Its cgroup below each root: `/faultline-ab12/node1`. */
  readonly cgroup: string;
  /** Folder of keys, certificates and kubeconfigs. */
  readonly keys: string;
  /** The most files that a process of this machine may open. */
  readonly openFiles: number;
}

/** How often kube-proxy writes at most: with the default of 1 s a new Service is unreachable for as long. */
const PROXY_EVERY: Ms = 100;

/**
 * containerd's config.toml. `restrict_oom_score_adj`: without CAP_SYS_RESOURCE no process may have the score that a
 * sandbox asks for.
 */
export const containerdConfig = (): string => `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = [${[
  ...[
    "internal.v1.opt",
    "snapshotter.v1.aufs",
    "snapshotter.v1.btrfs",
    "snapshotter.v1.devmapper",
    "snapshotter.v1.zfs",
  ],
  ...["tracing.processor.v1.otlp", "internal.v1.tracing"],
]
  .map((name) => `"io.containerd.${name}"`)
  .join(", ")}]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${imageName("pause")}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;

/**
 * The network of the node's Pods, as CNI 1.0.0 wants it. No masquerade: it would hide Pods from those of other nodes.
 */
export const cniConfig = ({ pods, podMtu }: NodeSettings): string =>
  JSON.stringify({
    cniVersion: "1.0.0",
    name: "lab",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        mtu: podMtu,
        ipam: {
          type: "host-local",
          ranges: pods.map((subnet) => [{ subnet }]),
          routes: pods.map((subnet) => ({ dst: subnet.includes(":") ? "::/0" : "0.0.0.0/0" })),
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });

/** kubelet.config.k8s.io/v1beta1. */
export const kubeletConfig = (node: NodeSettings, resolvConf: string): string =>
  JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    cgroupDriver: "cgroupfs",
    // It removes every cgroup of Pods below its root that it does not know: no two may share one.
    cgroupRoot: node.cgroup,
    failCgroupV1: false,
    failSwapOn: false,
    address: node.address,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${node.keys}/ca.crt` },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: `${node.keys}/${node.name}-serving.crt`,
    tlsPrivateKeyFile: `${node.keys}/${node.name}-serving.key`,
    clusterDNS: [node.dnsService],
    clusterDomain: "cluster.local",
    resolvConf,
    volumePluginDir: "/var/lib/kubelet/volume-plugins",
    makeIPTablesUtilChains: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: { "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%" },
    nodeStatusUpdateFrequency: "4s",
    nodeLeaseDurationSeconds: 8,
    oomScoreAdj: 0,
    maxOpenFiles: node.openFiles,
  });

/**
 * kubeproxy.config.k8s.io/v1alpha1. The limits of conntrack are the machine's and cannot be written in a network namespace.
 */
export const proxyConfig = (node: NodeSettings): string =>
  JSON.stringify({
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: node.proxyMode,
    clientConnection: { kubeconfig: `${node.keys}/proxy.conf` },
    hostnameOverride: node.name,
    clusterCIDR: node.allPods.join(","),
    bindAddress: "0.0.0.0",
    oomScoreAdj: 0,
    nftables: { minSyncPeriod: `${PROXY_EVERY}ms` },
    iptables: { minSyncPeriod: `${PROXY_EVERY}ms` },
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  });
