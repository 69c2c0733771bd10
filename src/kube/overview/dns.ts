import type { KubeDnsSeen, KubeFinding } from "../../evidence/index.ts";
import { addressIn, parseCorefile } from "./corefile.ts";
import { readyOf } from "./endpoints-of.ts";
import type { PodSeen, ServiceSeen } from "./seen.ts";
import { isSelected, type KubeWorld } from "./world.ts";

/** A Pod is ready within this. */
const STARTING = 120_000;

/** How far back the end of a container is news. */
const RECENT = 3_600_000;

/** The label that the Service and the Pods have in all distributions since kube-dns; OpenShift's operator has its own. */
const isDns = ({ service, labels }: ServiceSeen): boolean =>
  (labels["k8s-app"] === "kube-dns" && service.ports.some(({ port }) => port === 53)) ||
  (service.namespace === "kube-system" && service.name === "kube-dns") ||
  (service.namespace === "openshift-dns" && service.name === "dns-default");

/** The Service that nodes name to their Pods: of several the one named kube-dns. */
export const dnsServiceOf = (services: readonly ServiceSeen[]): ServiceSeen | null => {
  const found = services.filter(isDns);
  return found.find(({ service }) => service.name === "kube-dns") ?? found[0] ?? null;
};

/** Pods of the DNS: those that its Service selects; those of the usual label where there is no Service. */
export function dnsPodsOf(pods: readonly PodSeen[], dns: ServiceSeen | null): readonly PodSeen[] {
  const selector = dns?.service.selector ?? { "k8s-app": "kube-dns" };
  const namespace = dns?.service.namespace ?? "kube-system";
  return pods.filter((pod) => pod.namespace === namespace && isSelected(selector, pod.labels));
}

/** What is known of the cluster's DNS. */
export function findDns(world: Pick<KubeWorld, "services" | "slices" | "pods" | "corefile">): KubeDnsSeen {
  const dns = dnsServiceOf(world.services?.all ?? []);
  const name = dns === null ? null : `${dns.service.namespace}/${dns.service.name}`;
  const pods = world.pods === null ? null : dnsPodsOf(world.pods.all, dns).filter((pod) => !pod.isDeleted);
  return {
    service: name,
    addresses: dns?.service.clusterIps ?? [],
    endpoints:
      world.slices === null || name === null ? null : (readyOf(world.slices.all).get(name)?.ready ?? 0),
    pods:
      pods === null
        ? null
        : {
            all: pods.length,
            ready: pods.filter(({ isReady }) => isReady).length,
            restarts: pods.reduce((sum, { restarts }) => sum + restarts, 0),
          },
    corefile: world.corefile === null ? null : parseCorefile(world.corefile),
  };
}

/** What is wrong with it. */
export function judgeDns(
  world: Pick<KubeWorld, "services" | "slices" | "pods" | "corefile" | "now">,
): readonly KubeFinding[] {
  const dns = findDns(world);
  const { now, services, pods } = world;
  if (services === null) return [];
  const found = dnsServiceOf(services.all);
  const namespace = found?.service.namespace ?? "kube-system";
  const own = dnsPodsOf(pods?.all ?? [], found).filter((pod) => !pod.isDeleted);
  const subject = dns.service === null ? "DNS of the cluster" : `Service ${dns.service}`;
  const say = (
    level: KubeFinding["level"],
    id: string,
    what: string,
    advice: string | null,
  ): KubeFinding => ({
    id,
    level,
    subject,
    what,
    objects: [],
    command: `kubectl -n ${namespace} get service,endpointslices,pods -l k8s-app=kube-dns -o wide`,
    advice,
  });
  if (dns.service === null) {
    if (!services.isComplete) return [];
    return own.length === 0
      ? [say("note", "dns-not-found", "no Service of it was found by its usual name or label", null)]
      : [
          say(
            "fault",
            "dns-service-missing",
            "its Pods run, and no Service kube-dns leads to them",
            "Make the Service again, with the address that the kubelets name (clusterDNS)",
          ),
        ];
  }
  const late = own.filter(
    (pod) =>
      !pod.isReady &&
      pod.phase !== "Succeeded" &&
      pod.phase !== "Failed" &&
      now - (pod.createdAt ?? now) > STARTING,
  );
  const restarted = own.filter(
    ({ restarts, lastExit }) => restarts > 0 && now - (lastExit?.endedAt ?? 0) < RECENT,
  );
  const back = dns.corefile?.forward?.find((place) => dns.addresses.includes(addressIn(place) ?? ""));
  return [
    ...(dns.endpoints === 0
      ? [
          say(
            "fault",
            "dns-without-endpoints",
            "no ready endpoint: no name resolves in any Pod",
            "Look at the CoreDNS Pods and their logs",
          ),
        ]
      : late.length > 0
        ? [
            say(
              "fault",
              "dns-pods-not-ready",
              `${late.length} of ${own.length} DNS Pods are not ready${late[0]?.waiting ? ` (${late[0].waiting})` : ""}`,
              "Look at their events and logs",
            ),
          ]
        : []),
    ...(back === undefined
      ? []
      : [
          say(
            "fault",
            "dns-forwards-to-itself",
            `its Corefile forwards to ${back}, which is itself`,
            "Name a resolver outside of the cluster in forward",
          ),
        ]),
    ...(restarted.length > 0
      ? [
          say(
            "note",
            "dns-restarted",
            `${restarted.length} of ${own.length} DNS Pods have restarted within the last hour`,
            null,
          ),
        ]
      : []),
  ];
}
