import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { FaultlineError } from "../base/index.ts";
import {
  type Cluster,
  createDraw,
  type FabricKind,
  type Families,
  type ProxyMode,
  startCluster,
  sweepCgroups,
} from "../lab/index.ts";
import type { LabIo } from "./lab.ts";

/** What `lab cluster` is given. */
interface ClusterWish {
  readonly nodes: 2 | 3;
  readonly fabric: FabricKind;
  readonly families: Families;
  readonly proxyMode: ProxyMode;
  readonly prefix: string;
  readonly seed: number;
}

const options = {
  nodes: { type: "string", default: "2" },
  fabric: { type: "string", default: "host-gateway" },
  families: { type: "string", default: "ipv4" },
  "proxy-mode": { type: "string", default: "nftables" },
  prefix: { type: "string", default: "main" },
  seed: { type: "string", default: "1" },
} as const;

/** The abstract socket of a cluster that is up (unix(7)): it goes with its process. */
const socketOf = (prefix: string) => `\0faultline-lab-cluster/${prefix}`;

/**
 * `faultline lab cluster up|down|status`: a Kubernetes to play with. `up` stays until it is interrupted, or told by `down`.
 * Gives the exit status.
 *
 * @throws FaultlineError for wrong usage, and where no cluster can be built.
 */
export async function clusterCommand(args: readonly string[], io: LabIo): Promise<number> {
  const [command = "", ...rest] = args;
  const wish = parse(rest);
  switch (command) {
    case "up":
      return up(wish, io);
    case "status":
    case "down":
      return tell(command, wish.prefix, io);
    default:
      throw new FaultlineError(
        "BAD_OPTION",
        `Cannot run "lab cluster ${command}": it is no command of a cluster\nWrite up, down or status`,
      );
  }
}

async function up(wish: ClusterWish, io: LabIo): Promise<number> {
  const server = createServer();
  server.listen(socketOf(wish.prefix));
  await once(server, "listening").catch((cause: Error) => {
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot start a cluster: "${wish.prefix}" is up already\nRun faultline lab cluster down, or give another --prefix`,
      { cause },
    );
  });
  const began = performance.now();
  const say = (line: string) =>
    io.err(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  const leaving: Socket[] = [];
  try {
    await keepUp(await startCluster({ ...wish, draw: createDraw(wish.seed), say, signal: io.signal }));
    return 0;
  } finally {
    for (const socket of leaving) socket.end("down\n");
    server.close();
  }

  async function keepUp(started: Cluster): Promise<void> {
    await using cluster = started;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.once("data", (chunk) => {
        if (!String(chunk).startsWith("down")) return void socket.end(describe(cluster));
        leaving.push(socket);
        end();
      });
    });
    io.out(describe(cluster));
    if (io.signal.aborted) end();
    io.signal.addEventListener("abort", () => end(), { once: true });
    await ended;
  }
}

function describe({ nodes, ranges, enter, kubeconfig, programs }: Cluster): string {
  const within = (namespace: string, command: string) => [...enter(namespace), command].join(" ");
  return [
    "the cluster is up",
    ...nodes.map(
      (node) => `  ${node.name}       ${node.address}, Pods ${node.pods}: ${node.enter.join(" ")} bash`,
    ),
    `  control     ${ranges.control}: ${within("control", "bash")}`,
    `  client      ${ranges.client}: ${within("client", "bash")}`,
    `  services    ${ranges.services}, DNS ${ranges.dnsService}`,
    `  kubectl     ${within("client", `env KUBECONFIG=${kubeconfig} ${programs}/kubectl get pods -A`)}`,
    "",
  ].join("\n");
}

async function tell(command: "down" | "status", prefix: string, io: LabIo): Promise<number> {
  const socket = connect(socketOf(prefix));
  try {
    await once(socket, "connect");
  } catch {
    // Nobody listens: no cluster of that name is up. What one has left behind can go.
    for (const name of sweepCgroups()) io.out(`removed what was left of ${name}\n`);
    io.out("no cluster is up\n");
    return command === "down" ? 0 : 1;
  }
  socket.write(`${command}\n`);
  let said = "";
  for await (const chunk of socket) said += String(chunk);
  io.out(said);
  return 0;
}

function parse(args: readonly string[]): ClusterWish {
  const { nodes, fabric, families, prefix, seed, "proxy-mode": proxyMode } = values(args);
  return {
    nodes: oneOf("--nodes", nodes, ["2", "3"] as const) === "3" ? 3 : 2,
    fabric: oneOf("--fabric", fabric, ["host-gateway", "vxlan"] as const),
    families: oneOf("--families", families, ["ipv4", "dual-stack"] as const),
    proxyMode: oneOf("--proxy-mode", proxyMode, ["nftables", "iptables"] as const),
    prefix,
    seed: Number(seed) || 1,
  };
}

function values(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot read the options of "lab cluster": ${what}\nWrite --nodes, --fabric, --families, --proxy-mode, --prefix or --seed`,
    );
  }
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use "${option} ${text}": there is no such choice\nWrite ${known.join(" or ")}`,
  );
}
