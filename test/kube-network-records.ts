import type {
  Evidence,
  KubePod,
  NetworkPolicyFlow,
  NodeNetwork,
  PodNetwork,
  ServiceDatapath,
  ServiceLook,
  UpstreamLook,
} from "../src/evidence/index.ts";
import { BEGIN, kubeRecord, MIDDLE, pod, SERVICE } from "./kube-records.ts";

/** What node1 does with the Service's address: sends it to both Pods, unless a test says otherwise. */
export const datapath = (changes: Partial<ServiceDatapath> = {}, at = BEGIN, vantage = "client"): Evidence =>
  kubeRecord(
    "service-datapath",
    {
      node: "node1",
      mode: "nftables",
      address: SERVICE,
      port: 80,
      outcome: "balances",
      backends: [
        { address: "10.244.1.5", port: 8080 },
        { address: "10.244.2.5", port: 8080 },
      ],
      others: 5,
      ...changes,
    },
    { at, vantage },
  );

/** What node1 does with the packets of Pods: all is well, unless a test says otherwise. */
export const network = (changes: Partial<NodeNetwork> = {}, vantage = "client"): Evidence =>
  kubeRecord(
    "node-network",
    {
      node: "node1",
      forwards: true,
      forwardDropped: null,
      routes: [{ node: "node2", range: "10.244.2.0/24", outcome: "routed", via: "10.9.0.2", device: "eth0" }],
      podMtus: [{ mtu: 1450, interfaces: 2 }],
      overlay: { kind: "vxlan", device: "vxlan0", mtu: 1450, overhead: 50, underlayMtu: 1500 },
      sources: [{ range: "10.244.1.0/24", outcome: "masqueraded", rule: "masquerade" }],
      ...changes,
    },
    { vantage },
  );

/** What listens in a Pod. */
export const inside = (of: KubePod, ...listeners: readonly string[]): Evidence =>
  kubeRecord("pod-network", {
    pod: of.id,
    how: "namespace",
    listeners: listeners.map((one) => {
      const at = one.lastIndexOf(":");
      return { address: one.slice(0, at), port: Number(one.slice(at + 1)) };
    }),
    nameservers: ["10.96.0.2"],
    search: [],
    ndots: 5,
    mtu: 1450,
    hasDefaultRoute: true,
  } satisfies PodNetwork);

/** A look at a Pod from a node, answered unless a test says otherwise. */
export const looked = (
  of: KubePod,
  end: UpstreamLook["connect"],
  changes: Partial<ServiceLook> = {},
  vantage = "node2",
): Evidence =>
  kubeRecord(
    "service-look",
    {
      from: "node",
      node: vantage,
      to: "endpoint",
      pod: of.id,
      podNode: of.node,
      look: {
        upstream: "shop/api",
        host: of.addresses[0] ?? "",
        address: of.addresses[0] ?? "",
        port: 8080,
        isBackup: false,
        connect: end,
        connectTook: 1,
        tls: null,
        exchange:
          end === "connected"
            ? { outcome: "answered", status: 200, firstByte: 2, software: null, bodySha256: null, waited: 3 }
            : null,
        idle: null,
      },
      ...changes,
    },
    { vantage, at: MIDDLE },
  );

/** What the policies say of the request to `api-1`: denied, unless a test says otherwise. */
export const policy = (changes: Partial<NetworkPolicyFlow> = {}): Evidence =>
  kubeRecord("network-policy", {
    direction: "ingress",
    pod: pod(1).id,
    peer: { address: "10.9.0.1", pod: null },
    port: 8080,
    protocol: "TCP",
    of: "request",
    isolating: ["shop/default-deny"],
    allowedBy: null,
    verdict: "denied",
    unread: [],
    ...changes,
  });
