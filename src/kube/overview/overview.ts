import type { KubeCounts, KubeOverview } from "../../evidence/index.ts";
import { judgeCertificates } from "./certificates.ts";
import { agentsOf, findCni, judgeAgents } from "./cni.ts";
import { judgeComponents } from "./components.ts";
import { findDns, judgeDns } from "./dns.ts";
import { judgeIngresses } from "./ingresses.ts";
import { judgeNodes } from "./nodes.ts";
import { judgePods } from "./pods.ts";
import { judgePolicies } from "./policies.ts";
import { findProxy } from "./proxy.ts";
import { judgeServices } from "./services.ts";
import { judgeWebhooks } from "./webhooks.ts";
import type { KubeWorld, Seen } from "./world.ts";

/** Judges what was read. Same world, same overview. */
export function overviewOf(world: KubeWorld): KubeOverview {
  const cni = findCni(world);
  const proxy = findProxy(world);
  const agents = [
    ...agentsOf(cni, world.daemonSets?.all ?? []),
    ...(proxy?.set ? [{ set: proxy.set, what: "kube-proxy, by which nodes reach Services" }] : []),
  ];
  const dns = findDns(world);
  const findings = [
    ...judgeNodes(world),
    ...judgeAgents(agents, world.nodes?.all ?? []),
    ...judgeDns(world),
    ...judgeComponents(world),
    // What is said of the DNS is not said again of its Service.
    ...judgeServices(world).filter(({ subject }) => subject !== `Service ${dns.service}`),
    ...judgePolicies(world),
    ...judgeIngresses(world),
    ...judgeWebhooks(world),
    ...judgeCertificates(world),
    ...judgePods(world),
  ];
  return {
    namespace: world.namespace,
    counts: countsOf(world),
    versions: [...new Set((world.nodes?.all ?? []).flatMap(({ version }) => version ?? []))].toSorted(),
    cni,
    dns,
    proxy: proxy?.seen ?? null,
    findings: findings.toSorted((a, b) => Number(a.level === "note") - Number(b.level === "note")),
  };
}

function countsOf(world: KubeWorld): KubeCounts {
  const count = <T>(seen: Seen<T>, is: (one: T) => boolean = () => true) =>
    seen === null ? null : seen.all.filter(is).length;
  const of = (namespace: string) => world.namespace === null || namespace === world.namespace;
  return {
    nodes: count(world.nodes),
    nodesReady: count(world.nodes, ({ node }) => node.ready === "yes"),
    pods: count(world.pods, ({ namespace, phase }) => of(namespace) && phase !== "Succeeded"),
    podsReady: count(world.pods, ({ namespace, isReady }) => of(namespace) && isReady),
    services: count(world.services, ({ service }) => of(service.namespace)),
    policies: count(world.policies),
    ingresses: count(world.ingresses),
    webhooks: count(world.webhooks),
    certificates: world.certificates.length,
  };
}
