import { hostPort } from "../../../base/index.ts";
import { imageName } from "../../cluster/index.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";

/** A Service of a scenario with its Pods. All of it is drawn. */
export interface Stack {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The Service's, and what its Pods listen on. */
  readonly port: number;
  readonly targetPort: number;
  readonly path: string;
  readonly replicas: number;
  readonly target: string;
  /** The Service's own address. */
  readonly address: string;
  /** `http://10.…:80/…` as a person would ask it. */
  readonly url: string;
}

/** How the Pods of a stack differ from the usual ones. */
export interface StackOptions {
  readonly replicas?: number;
  /** Arguments of the application, besides its port. */
  readonly args?: readonly string[];
  /** Parts of the container and of the Pod's specification. */
  readonly container?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly service?: Readonly<Record<string, unknown>>;
  readonly deployment?: Readonly<Record<string, unknown>>;
  /** The Service goes by the name of the container's port. */
  readonly byName?: boolean;
}

/** Applies a Service with its Deployment and waits until it answers at the outside client. */
export async function buildStack(
  ground: ClusterGround,
  draw: Draw,
  options: StackOptions = {},
): Promise<Stack> {
  const name = draw.label();
  const labels = draw.coin() ? { app: name } : { "app.kubernetes.io/name": name, tier: draw.label() };
  const [port, targetPort] = [draw.pick([80, 8080, draw.port()]), draw.port()];
  const replicas = options.replicas ?? draw.integer(2, 3);
  const path = `/${draw.label()}`;
  await ground.apply(deploymentOf({ name, labels, targetPort, replicas }, options), {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: {
      selector: labels,
      ports: [
        { name: "http", port, targetPort: options.byName === true || draw.coin() ? "web" : targetPort },
      ],
      ...options.service,
    },
  });
  const address = (await ground.kubectl("get", "service", name, "-o", "jsonpath={.spec.clusterIP}")).trim();
  const url = `http://${hostPort(address, port)}${path}`;
  await ground.kubectl("rollout", "status", `deployment/${name}`, "--timeout=60s");
  await ground.until(
    "client",
    ["curl", "-s", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", url],
    /200/,
  );
  return {
    name,
    labels,
    port,
    targetPort,
    path,
    replicas,
    target: `kube://${ground.namespace}/${name}:${port}${path}`,
    address,
    url,
  };
}

/** The Deployment of a stack. */
export const deploymentOf = (
  { name, labels, targetPort, replicas }: Pick<Stack, "name" | "labels" | "targetPort" | "replicas">,
  { args = [], container = {}, pod = {}, deployment = {} }: StackOptions,
) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: "app",
            image: imageName("app"),
            args: ["-port", String(targetPort), ...args],
            ports: [{ name: "web", containerPort: targetPort }],
            readinessProbe: {
              httpGet: { path: "/ready", port: "web" },
              periodSeconds: 1,
              failureThreshold: 2,
            },
            ...container,
          },
        ],
        ...pod,
      },
    },
    ...deployment,
  },
});

/** A proof by hand: the Service is asked as its clients ask it, and fails. */
export const asksInVain = ({ url }: Stack) => ({
  argv: ["curl", "-s", "-o", "/dev/null", "-m", "4", "-w", "%{http_code}", url],
  faultShows: /^(?!200)\d{3}/,
});
