import { join } from "node:path";
import { imageName } from "../../cluster/index.ts";
import type { ClusterGround, ClusterSetup } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof } from "../../scenario.ts";

/** Where a request starts, as a scenario gives it. */
export type Start = ClusterSetup["client"];

/** A Pod from which requests are made. */
export interface ClientPod {
  readonly start: { readonly pod: string };
  readonly labels: Readonly<Record<string, string>>;
  /** What a person types in it. */
  asks(url: string): HandProof;
  /** Waits until it runs. */
  ready(): Promise<void>;
}

/** What of a Pod's specification puts it on one node. */
export const onNode = (node: string) => ({ nodeSelector: { "kubernetes.io/hostname": node } });

/** Applies a Pod to start requests from, with or without tools in its image; it may be waited for later. */
export async function addClientPod(
  ground: ClusterGround,
  draw: Draw,
  options: {
    readonly node?: string;
    /** `pause` has neither a shell nor any tool. */
    readonly image?: "tools" | "app" | "pause";
    /** Drawn unless given. */
    readonly labels?: ClientPod["labels"];
    /** Further parts of the Pod's specification. */
    readonly spec?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<ClientPod> {
  const name = `${draw.label()}-${draw.integer(10, 99)}`;
  const drawn: ClientPod["labels"] = draw.coin()
    ? { app: name }
    : { "app.kubernetes.io/name": name, tier: draw.label() };
  const labels = options.labels ?? drawn;
  const image = options.image ?? draw.pick(["tools", "app"] as const);
  await ground.apply({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          ...{ name: "main", image: imageName(image) },
          ...(image === "pause" ? {} : { command: ["sleep", "100000"] }),
        },
      ],
      ...(options.node === undefined ? {} : onNode(options.node)),
      ...options.spec,
    },
  });
  return {
    start: { pod: name },
    labels,
    asks: image === "tools" ? asks : asksByNetcat,
    ready: async () => {
      await ground.kubectl("wait", `pod/${name}`, "--for=condition=Ready", "--timeout=60s");
    },
  };
}

/** Asks as a person would who has curl. */
export const asks = (url: string): HandProof => ({
  argv: ["curl", "-s", "-o", "/dev/null", "-m", "3", "-w", "%{http_code}/%{errormsg}", url],
  // 200/ and nothing behind it is a whole answer.
  faultShows: /^(?!200\/\s)\d{3}/,
});

/** Asks an address where there is only busybox; its wget wants a C library. */
const asksByNetcat = (url: string): HandProof => {
  const { hostname: host, port, pathname } = new URL(url);
  const hostname = host.replace(/^\[|\]$/g, "");
  const request = `GET ${pathname} HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n`;
  const answer = `printf '${request}' | nc -w 2 ${hostname} ${port === "" ? 80 : port} | head -n 1`;
  return {
    argv: ["sh", "-c", `case "$(${answer})" in *" 200 "*) echo answered;; *) echo in vain;; esac`],
    faultShows: /in vain/,
  };
};

/** Waits until a proof shows the fault to whoever stands where the request starts. */
export async function untilItShows(ground: ClusterGround, start: Start, proof: HandProof): Promise<void> {
  if (typeof start === "string") return ground.until(start, proof.argv, proof.faultShows);
  const { programs, kubeconfig } = ground.cluster;
  const kubectl = [join(programs, "kubectl"), "--kubeconfig", kubeconfig, "--cache-dir=/run/cluster/kubectl"];
  const inside = [...kubectl, "-n", ground.namespace, "exec", start.pod, "--", ...proof.argv];
  return ground.until("control", inside, proof.faultShows);
}
