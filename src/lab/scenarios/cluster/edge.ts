import { createAuthority } from "../../certificates/index.ts";
import { type ClusterNode, imageName } from "../../cluster/index.ts";
import type { ClusterGround, ClusterSetup } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof } from "../../scenario.ts";
import { IN_VAIN, statusOf } from "./asking.ts";
import { untilShown } from "./change.ts";
import { endpointsBehind, type RouteKind, routeObject, type ServicePort } from "./edge-route.ts";
import {
  type EdgeKind,
  edgeConfiguration,
  edgeDaemon,
  edgeFile,
  edgeProgram,
  edgeReload,
} from "./edge-settings.ts";
import type { Stack } from "./stack.ts";

/** Where the proxy runs: on a machine in front of the cluster, on a node by its own network, or in a Pod behind a host port. */
export type EdgePlace = "machine" | "node" | "pod";

/** A proxy in front of a Service: what a controller makes of an Ingress or of an HTTPRoute. */
export interface Edge {
  readonly url: string;
  readonly place: EdgePlace;
  /** The namespace of its Pod; `null` for one that is in none. */
  readonly namespace: string | null;
  /** What Pods see as the source of its connections. */
  readonly source: string;
  readonly setup: Pick<
    ClusterSetup,
    "target" | "options" | "client" | "places" | "path" | "proveByHand" | "fix"
  >;
  /** Writes the route anew, and the proxy's configuration from it and from the endpoints that are ready now. */
  route(port: ServicePort): Promise<void>;
  /** Waits until so many endpoints are ready. */
  untilEndpoints(count: number): Promise<void>;
}

/** The nodes of a cluster, to draw one of. */
export function nodesOf({ cluster: { nodes } }: ClusterGround): [ClusterNode, ...ClusterNode[]] {
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error("a cluster has nodes");
  return [first, ...others];
}

export interface EdgeOptions {
  readonly stack: Stack;
  /** The node that it runs on, where it runs on one. */
  readonly node: Pick<ClusterNode, "name" | "address">;
  readonly kind?: RouteKind;
}

/** Proxies that were opened by this process: cases with the same draws run side by side, and no two may listen at the same port. */
let opened = 0;

/** Starts one with a certificate or without, names its host to everybody in the cluster's machines, and waits until it serves. */
export async function openEdge(ground: ClusterGround, draw: Draw, options: EdgeOptions): Promise<Edge> {
  opened += 1;
  const { cluster, namespace, until } = ground;
  const { stack, node, kind = "Ingress" } = options;
  const place = draw.pick(["machine", "node", "pod"] as const);
  const program = draw.pick(["nginx", "haproxy"] as const);
  const port = draw.integer(3, 9) * 1000 + opened;
  const host = `${draw.label()}.${namespace}.test`;
  const address = place === "machine" ? cluster.ranges.control : node.address;
  const folder = cluster.write(`edge/${namespace}/read-me`, "").replace(/\/read-me$/, "");
  const write = (file: string, text: string) => cluster.write(`edge/${namespace}/${file}`, text);
  const authority = draw.coin() ? createAuthority(draw.label()) : null;
  const issued = authority?.issue({ subject: host, names: [host] });
  const fixed = {
    ...{ host, port, folder },
    certificate: issued === undefined ? null : write("edge.pem", `${issued.chainPem}${issued.keyPem}`),
    withoutEndpoints: kind === "Ingress" ? 503 : 500,
    connectTimeout: draw.pick([1, 2, 5]),
    checks: draw.coin(),
  };
  const follow = async (backend: ServicePort) => {
    const to = await endpointsBehind(ground, stack, backend);
    write(edgeFile[program], edgeConfiguration[program]({ ...fixed, to }));
  };
  const made = { name: draw.label(), host, kind, by: program };
  const usual: ServicePort = draw.coin() && kind === "Ingress" ? "http" : stack.port;
  const apply = (backend: ServicePort) => ground.apply(routeObject(made, stack, backend));
  await apply(usual);
  await follow(usual);
  await cluster.must("control", ["sh", "-c", 'echo "$1 $2" >> /etc/hosts', "sh", address, host]);
  const running =
    place === "pod"
      ? await runInPod(ground, { node: node.name, port, folder, program })
      : await runOn(ground, { where: place === "machine" ? "control" : node.name, folder, program });
  const url = `${authority === null ? "http" : "https"}://${host}:${port}${stack.path}`;
  const ca = authority === null ? [] : [write("ca.pem", authority.pem)];
  const asks = [...statusOf(url), ...ca.flatMap((file) => ["--cacert", file])];
  const proof: HandProof = { argv: asks, faultShows: IN_VAIN };
  await until("client", asks, /^200/m);
  const files = `kind: ${program}, config: ${folder}/${edgeFile[program]}`;
  const logs = program === "nginx" ? `, errorLog: ${folder}/error.log, accessLog: ${folder}/access.log` : "";
  return {
    url,
    place,
    namespace: running.namespace,
    source: running.source ?? address,
    setup: {
      target: url,
      options: ca.flatMap((file) => ["--ca", file]),
      client: draw.pick(["client", "node1", "node2"]),
      proveByHand: proof,
      ...(draw.coin()
        ? { places: { edge: running.vantage }, path: [`proxy: { at: edge, ${files}${logs} }`] }
        : {}),
      fix: running.end,
    },
    async route(backend) {
      await apply(backend);
      await follow(backend);
      await running.reload();
    },
    untilEndpoints: (count) => {
      const selector = `kubernetes.io/service-name=${stack.name}`;
      const ready = "{{range .items}}{{range .endpoints}}{{if .conditions.ready}}ready {{end}}{{end}}{{end}}";
      const shows = new RegExp(`^\\s*(ready\\s+){${count}}$`);
      return untilShown(
        ground,
        ["get", "endpointslices", "-l", selector, "-o", `go-template=${ready}`],
        shows,
      );
    },
  };
}

interface Running {
  readonly namespace: string | null;
  /** Of a Pod; `null` where it is the machine's own address. */
  readonly source: string | null;
  /** As a configuration names where it runs. */
  readonly vantage: string;
  reload(): Promise<void>;
  end(): Promise<void>;
}

interface Placed {
  readonly folder: string;
  readonly program: EdgeKind;
}

/** Starts it as a daemon in a network namespace. */
async function runOn(
  { cluster }: ClusterGround,
  { where, folder, program }: Placed & { readonly where: string },
): Promise<Running> {
  await cluster.must(where, edgeDaemon[program](folder));
  const signal = async (name: string) => {
    await cluster.run("control", ["sh", "-c", `kill -${name} $(cat ${folder}/pid)`]);
  };
  return {
    namespace: null,
    source: null,
    vantage: `{ netns: ${where} }`,
    reload: () => signal(edgeReload[program]),
    end: () => signal("TERM"),
  };
}

/** Starts it in a Pod of a namespace of its own, with the programs of the machine. */
async function runInPod(
  ground: ClusterGround,
  { node, port, folder, program }: Placed & { readonly node: string; readonly port: number },
): Promise<Running> {
  const { cluster, until } = ground;
  const namespace = `${ground.namespace}-edge`;
  const name = program;
  const kubectl = async (...argv: readonly string[]) =>
    (await cluster.kubectl(["-n", namespace, ...argv])).stdout;
  await cluster.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
  const account = ["get", "serviceaccount", "default", "-n", namespace, "-o", "name"];
  await until(
    "control",
    ["env", `KUBECONFIG=${cluster.kubeconfig}`, `${cluster.programs}/kubectl`, ...account],
    /default/,
  );
  const shared = [folder, "/usr", "/lib", "/lib64"];
  await cluster.apply([
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels: { app: program } },
      spec: {
        nodeName: node,
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: "proxy",
            image: imageName("busybox"),
            command: edgeProgram[program](folder),
            ports: [{ containerPort: port, hostPort: port }],
            volumeMounts: shared.map((path, index) => ({ name: `v${index}`, mountPath: path })),
          },
        ],
        volumes: shared.map((path, index) => ({ name: `v${index}`, hostPath: { path } })),
      },
    },
  ]);
  await cluster.waitReady(`pod/${name}`, "Ready", { namespace });
  return {
    namespace,
    source: (await kubectl("get", "pod", name, "-o", "jsonpath={.status.podIP}")).trim(),
    vantage: `{ pod: ${namespace}/${name} }`,
    reload: async () => {
      await kubectl("exec", name, "--", "kill", `-${edgeReload[program]}`, "1");
    },
    end: async () => {
      await cluster.kubectl(["delete", "namespace", namespace, "--wait=false", "--now=true"]);
    },
  };
}
