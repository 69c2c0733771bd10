import { imageName } from "../../cluster/index.ts";
import type { ClusterGround, ClusterSetup } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof } from "../../scenario.ts";

/** A command that prints the status of one answer, `000` where none comes. */
export const statusOf = (url: string): readonly string[] => [
  ...["curl", "-s", "-o", "/dev/null", "-m", "3", "-w", "%{http_code}\\n"],
  url,
];

/** What `statusOf` prints where no proper answer came. */
export const IN_VAIN = /^(000|5\d\d)/m;

/** A proof by hand: asked once, in vain. */
export const asks = (url: string): HandProof => ({ argv: statusOf(url), faultShows: IN_VAIN });

/** How often a person asks, to see what fails at times. */
export interface Often {
  readonly times: number;
  /** Seconds between two requests. */
  readonly pause?: number;
}

/** A proof by hand: asked again and again until one fails. */
export const asksOften = (url: string, { times, pause = 0 }: Often): HandProof => ({
  argv: [
    "sh",
    "-c",
    `i=0; while [ $i -lt ${times} ]; do i=$((i+1)); s=$("$@"); case $s in 000|5*) echo $s; exit;; esac; sleep ${pause}; done`,
    "sh",
    ...statusOf(url),
  ],
  faultShows: IN_VAIN,
});

/** Where a request may start. */
export type Client = ClusterSetup["client"];

/** Where the request starts: outside, on a node, or in a Pod that is made for it. */
export async function drawClient(ground: ClusterGround, draw: Draw): Promise<Client> {
  const place = draw.pick(["client", "node1", "node2", "pod"]);
  return place === "pod" ? runClientPod(ground, draw, draw.pick(["node1", "node2"])) : place;
}

/** Starts a Pod that requests are made from, and waits for it. */
export async function runClientPod(ground: ClusterGround, draw: Draw, node: string): Promise<Client> {
  const pod = draw.label();
  await ground.apply({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: pod, labels: { role: draw.label() } },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 1,
      containers: [{ name: "shell", image: imageName("tools"), command: ["sleep", "100000"] }],
    },
  });
  await ground.kubectl("wait", `pod/${pod}`, "--for=condition=Ready", "--timeout=60s");
  return { pod };
}

/** The nodes that the product may look from: both, or none. */
export const drawVantages = (draw: Draw): readonly string[] => (draw.coin() ? ["node1", "node2"] : []);

/** A place that takes the same way as the client and that commands can be waited for in. */
export const placeOf = (client: Client): string => (typeof client === "string" ? client : "client");
