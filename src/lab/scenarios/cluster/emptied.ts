import { FaultlineError } from "../../../base/index.ts";
import type { ClusterNode } from "../../cluster/index.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import { untilShown } from "./change.ts";
import { restartProxy } from "./node-datapath.ts";
import type { Stack } from "./stack.ts";

/** Endpoints that are away while kube-proxy of one node ends, and are back before it is started. */
export interface Absence {
  readonly stack: Stack;
  readonly node: ClusterNode;
  /** The endpoints that go. */
  readonly addresses: readonly string[];
  /** Takes them from the Service. */
  leave(): Promise<void>;
  /** Gives them back, and waits until the cluster has them. */
  comeBack(): Promise<void>;
}

/** A Service, what it leads to, and where. */
export interface Leading extends Pick<Absence, "node" | "addresses"> {
  readonly stack: Pick<Stack, "name" | "address" | "port">;
}

/** What is done with kube-proxy of a node about an absence. */
export interface Emptying {
  /**
   * Ends it once it has emptied the chains of the endpoints that went, and starts it when they are back: it takes a chain that is there for
   * a whole one. k8s.io/kubernetes/pkg/proxy/nftables, epChainSkipUpdate.
   */
  restartOver(): Promise<void>;
  /** The same, and the emptied chains are deleted before it is started: it writes them. */
  restartWithout(): Promise<void>;
  /** Repairs the node. */
  fix(): Promise<void>;
}

/** How often it is tried: kube-proxy deletes what it emptied at the next change of any Service that is 1 s later or more. */
const TRIES = 5;

/** @throws FaultlineError `LAB_FAILED`, from both restarts, where chains are never left empty. */
export function emptyingOf(ground: ClusterGround, absence: Absence): Emptying {
  const { stack, node } = absence;
  const untilStarted = async (start: (chains: readonly string[]) => Promise<boolean>) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const chains = await endWhileEmpty(ground, absence);
      if (chains !== null && (await start(chains))) return;
      await restartProxy(ground, node, stack);
    }
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot leave emptied chains on ${node.name}: kube-proxy deleted or wrote those of ${stack.name} ${TRIES} times\nRun it where less goes on beside it: --jobs 1`,
    );
  };
  const restart = async () => {
    await node.restart("kube-proxy");
    await untilLed(ground, absence);
  };
  return {
    restartOver: () =>
      untilStarted(async (chains) => {
        await restart();
        // A change of the Service after its first look has it write them after all.
        return areEmpty(node, chains);
      }),
    restartWithout: () =>
      untilStarted(async (chains) => {
        for (const chain of chains) await node.must(["nft", "delete", "chain", ...TABLE, chain]);
        await restart();
        for (const chain of chains) await ground.until(node.name, listed(chain), /dnat to/);
        return true;
      }),
    fix: () => restartProxy(ground, node, stack),
  };
}

/** Waits until a node leads the Service's own address to endpoints, whatever their chains hold. */
export async function untilLed(
  { namespace, until }: ClusterGround,
  { stack: { name, address, port }, node, addresses }: Leading,
): Promise<void> {
  const shown = ["nft", "list", "table", ...TABLE];
  const service = `${namespace}/${name}/tcp/`;
  await until(node.name, shown, new RegExp(`\\b${address} \\. tcp \\. ${port} : goto \\S+-${service}`));
  for (const one of addresses)
    await until(node.name, shown, new RegExp(`goto endpoint-\\S+-${service}\\w*__${one}/`));
}

/** Waits until the Service has so many endpoints, all ready; what is still to change them comes before that. */
export const untilReady = (ground: ClusterGround, { name }: Pick<Stack, "name">, endpoints: number) =>
  untilShown(
    ground,
    [...slicesOf(name), "-o", "jsonpath={.items[*].endpoints[*].conditions.ready}"],
    new RegExp(`^${Array(endpoints).fill("true").join(" ")}$`, "m"),
  );

/** Waits until nothing is left of a Service's endpoints: of the same name, a new one takes them over before they go. */
export const untilNoSlices = (ground: ClusterGround, { name }: Pick<Stack, "name">) =>
  untilShown(ground, slicesOf(name), /No resources found/);

const slicesOf = (service: string) => [
  "get",
  "endpointslices",
  "-l",
  `kubernetes.io/service-name=${service}`,
];

const TABLE = ["ip", "kube-proxy"];

/** The chains that kube-proxy left empty, once the endpoints are back; `null` where it had deleted one. */
async function endWhileEmpty(
  ground: ClusterGround,
  { stack, node, addresses, leave, comeBack }: Absence,
): Promise<readonly string[] | null> {
  await untilLed(ground, { stack, node, addresses });
  const chains = await chainsOf(ground, { stack, node, addresses });
  await leave();
  for (const chain of chains)
    await ground.until(node.name, listed(chain), new RegExp(`${EMPTY.source}|No such file`));
  await node.daemon("kube-proxy").kill();
  const isLeft = await areEmpty(node, chains);
  await comeBack();
  return isLeft ? chains : null;
}

async function chainsOf(
  { namespace }: ClusterGround,
  { stack, node, addresses }: Pick<Absence, "stack" | "node" | "addresses">,
): Promise<readonly string[]> {
  const { stdout } = await node.must(["nft", "list", "chains", "ip"]);
  return [...stdout.matchAll(/chain (endpoint-\S+)/g)]
    .map(([, chain = ""]) => chain)
    .filter((chain) => chain.includes(`-${namespace}/${stack.name}/tcp/`))
    .filter((chain) => addresses.some((one) => chain.includes(`__${one}/`)));
}

const listed = (chain: string): readonly string[] => ["nft", "list", "chain", ...TABLE, chain];

/** How nft lists a chain without a rule. */
const EMPTY = /chain \S+ \{\s*\}/;

async function areEmpty(node: ClusterNode, chains: readonly string[]): Promise<boolean> {
  for (const chain of chains) if (!EMPTY.test((await node.run(listed(chain))).stdout)) return false;
  return true;
}
