import { imageName } from "./image.ts";
import { account, type ClusterObject } from "./objects.ts";

const NAMESPACE = "kube-system";
const labels = { "k8s-app": "kube-dns" } as const;
const WATCHED = ["endpoints", "services", "pods", "namespaces"];

const corefile = `.:53 {
    errors
    log
    health :8080
    ready :8181
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 5
    }
    prometheus :9153
    cache 5
    loop
    reload 2s 1s
}
`;

const ports = (target: boolean) =>
  (
    [
      ["dns", "UDP"],
      ["dns-tcp", "TCP"],
    ] as const
  ).map(([name, protocol]) => ({ name, protocol, ...(target ? { containerPort: 53 } : { port: 53 }) }));

/** CoreDNS as a Deployment of one Pod with its Service, named and labelled as everywhere. */
export const clusterDns = (address: string): readonly ClusterObject[] => [
  ...account("coredns", NAMESPACE, [
    { apiGroups: [""], resources: WATCHED, verbs: ["list", "watch"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
  ]),
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "coredns", namespace: NAMESPACE },
    data: { Corefile: corefile },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace: NAMESPACE, labels },
    spec: { selector: labels, clusterIP: address, ports: ports(false) },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "coredns", namespace: NAMESPACE, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec },
    },
  },
];

const podSpec = {
  serviceAccountName: "coredns",
  dnsPolicy: "Default",
  terminationGracePeriodSeconds: 1,
  containers: [
    {
      name: "coredns",
      image: imageName("coredns"),
      args: ["-conf", "/etc/coredns/Corefile"],
      ports: ports(true),
      readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
      volumeMounts: [{ name: "config", mountPath: "/etc/coredns" }],
    },
  ],
  volumes: [{ name: "config", configMap: { name: "coredns" } }],
};
