import type { EpochMs } from "../src/base/index.ts";
import type {
  Attempt,
  Evidence,
  EvidenceKind,
  EvidenceValue,
  KubeContainer,
  KubeEndpoint,
  KubeEvent,
  KubeNode,
  KubePod,
  KubeService,
  RequestAsked,
  TcpConnect,
} from "../src/evidence/index.ts";
import { EXAMPLE_START, exampleRecord } from "./example-record.ts";
import { askedFor } from "./http-records.ts";
import { connect } from "./tcp-records.ts";

/**
 * A cluster for tests of what is read of it: the Service `shop/api`, two nodes, a Pod on each. The client is node1, unless a test says
 * otherwise.
 *
 *     client (node1) ── 10.96.0.10:80 ── 10.244.1.5:8080 api-1 on node1, 10.244.2.5:8080 api-2 on node2
 */
export const SERVICE = "10.96.0.10";

/** When the run begins and ends; between them its attempts are made. */
export const BEGIN: EpochMs = EXAMPLE_START;
export const MIDDLE: EpochMs = BEGIN + 3_000;
export const END: EpochMs = BEGIN + 6_000;

let made = 0;
const nextId = () => `k${++made}`;

/** A record of the cluster, at a time. */
export const kubeRecord = <K extends EvidenceKind>(
  kind: K,
  value: EvidenceValue[K],
  { at = BEGIN, vantage = "client" }: { readonly at?: EpochMs; readonly vantage?: string } = {},
): Evidence =>
  ({
    ...exampleRecord<EvidenceKind>(nextId(), kind, value, { boundary: "service" }),
    purpose: "context",
    attempt: null,
    observedAt: at,
    vantage,
  }) as Evidence; // The kind decides the type of the value.

/** `http://10.96.0.10/`, as `kube://shop/api` is asked. */
export const asksService = (changes: Partial<RequestAsked> = {}): Evidence =>
  kubeRecord("request-asked", {
    ...askedFor,
    target: "kube://shop/api",
    host: SERVICE,
    hostIsAddress: true,
    ...changes,
  });

/** An attempt whose connection ended so; one that connected is a proper one. */
export function tried(outcome: TcpConnect["outcome"], number = 1, at = MIDDLE): readonly Evidence[] {
  const one = {
    ...connect({ outcome, address: SERVICE, localAddress: "10.9.0.1" }, { attempt: number }),
    id: nextId(),
    observedAt: at,
  } as Evidence; // A record made by hand is still one.
  const isProper = outcome === "connected";
  const attempt: Attempt = {
    number,
    answeredProperly: isProper,
    failedAt: isProper ? null : "connect",
    address: SERVICE,
    port: 80,
    took: 5,
    phases: { lookup: null, connect: 1, tls: null, firstByte: isProper ? 2 : null, transfer: null },
    status: isProper ? 200 : null,
    steps: [one.id],
  };
  return [
    one,
    exampleRecord(nextId(), "attempt", attempt, { boundary: "client", attempt: number, observedAt: at }),
  ];
}

/** An attempt that could not be made, since the Service has no address. */
export const withoutAddress = (): Evidence => ({
  ...kubeRecord("attempt", {
    number: 1,
    answeredProperly: false,
    failedAt: "service",
    address: null,
    port: null,
    took: 0,
    phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
    status: null,
    steps: [],
  }),
  purpose: "reference",
  attempt: 1,
});

const someService: KubeService = {
  namespace: "shop",
  name: "api",
  outcome: "found",
  type: "ClusterIP",
  isHeadless: false,
  clusterIps: [SERVICE],
  otherIps: [],
  ports: [],
  port: { name: "http", protocol: "TCP", port: 80, targetPort: 8080, nodePort: null },
  selector: { app: "api" },
  internalPolicy: "Cluster",
  externalPolicy: "Cluster",
  hasAffinity: false,
  publishesNotReady: false,
};

export const service = (changes: Partial<KubeService> = {}): Evidence =>
  kubeRecord("kube-service", { ...someService, ...changes });

/** A container that runs since an hour, ready, and listens on 8080. */
export const container = (changes: Partial<KubeContainer> = {}): KubeContainer => ({
  name: "app",
  isInit: false,
  ports: [{ name: "http", port: 8080, protocol: "TCP" }],
  state: "running",
  reason: null,
  message: null,
  startedAt: BEGIN - 3_600_000,
  isReady: true,
  restarts: 0,
  exits: [],
  memoryLimit: null,
  cpuLimit: null,
  readiness: null,
  liveness: null,
  hasPreStop: false,
  ...changes,
});

/** `api-1` on node1, `api-2` on node2: ready, unless a test says otherwise. */
export const pod = (number: number, changes: Partial<KubePod> = {}): KubePod => ({
  id: { kind: "Pod", namespace: "shop", name: `api-${number}`, uid: `uid-${number}` },
  addresses: [`10.244.${number}.5`],
  isOnHostNetwork: false,
  node: `node${number}`,
  phase: "Running",
  isSelected: true,
  isReady: true,
  readyChangedAt: BEGIN - 3_600_000,
  createdAt: BEGIN - 3_610_000,
  deletedAt: null,
  grace: 30_000,
  unscheduled: null,
  containers: [container()],
  owner: "ReplicaSet/api-7d9",
  ...changes,
});

/** The Pods, and the endpoints that a controller makes of them, at a time. */
export function state(
  pods: readonly KubePod[],
  told: {
    readonly at?: EpochMs;
    readonly endpoints?: readonly KubeEndpoint[];
    readonly gone?: readonly KubePod[];
  } = {},
): readonly Evidence[] {
  const { at = BEGIN, gone = [] } = told;
  const endpoints = told.endpoints ?? pods.filter(({ node }) => node !== null).map((one) => endpoint(one));
  const selected = pods.filter(({ isSelected }) => isSelected);
  const of = { namespace: "shop", service: "api", isComplete: true };
  return [
    kubeRecord(
      "kube-endpoints",
      {
        ...of,
        source: "slices",
        slices: 1,
        total: endpoints.length,
        ready: endpoints.filter(({ isReady }) => isReady).length,
        terminating: endpoints.filter(({ isTerminating }) => isTerminating).length,
        endpoints,
      },
      { at },
    ),
    kubeRecord(
      "kube-pods",
      {
        ...of,
        selected: selected.length,
        selectedReady: selected.filter(({ isReady }) => isReady).length,
        pods,
        gone: gone.map(({ id }) => id),
      },
      { at: at + 1 },
    ),
  ];
}

/** What a controller makes of a Pod. */
export const endpoint = (of: KubePod, changes: Partial<KubeEndpoint> = {}): KubeEndpoint => ({
  address: of.addresses[0] ?? "",
  port: 8080,
  isReady: of.isReady && of.deletedAt === null,
  isServing: of.isReady,
  isTerminating: of.deletedAt !== null,
  node: of.node,
  zone: null,
  target: of.id,
  ...changes,
});

const node = (number: number): KubeNode => ({
  name: `node${number}`,
  addresses: [`10.9.0.${number}`],
  podRanges: [`10.244.${number}.0/24`],
  ready: "yes",
  readyChangedAt: null,
  reason: null,
  message: null,
  isNetworkUnavailable: null,
  isCordoned: false,
  pressures: [],
});

/** Both nodes, ready, unless a test says otherwise of one. */
export const nodes = (changes: Readonly<Record<number, Partial<KubeNode>>> = {}): Evidence =>
  kubeRecord("kube-nodes", {
    isComplete: true,
    nodes: [1, 2].map((number) => ({ ...node(number), ...changes[number] })),
  });

/** Events of one Pod, a minute old. */
export const events = (of: KubePod, ...some: readonly Partial<KubeEvent>[]): Evidence =>
  kubeRecord("kube-events", {
    events: some.map((one) => ({
      about: of.id,
      type: "Warning" as const,
      reason: "Unhealthy",
      message: "",
      times: 3,
      firstAt: BEGIN - 120_000,
      lastAt: BEGIN - 5_000,
      ...one,
    })),
  });
