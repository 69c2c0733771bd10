import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Ms } from "../../base/index.ts";
import { agrees } from "../agrees.ts";
import type { Cluster } from "../cluster/index.ts";
import type { ClusterScenario, ClusterSetup } from "../cluster-scenario.ts";
import { createDraw } from "../draw.ts";
import { type Case, caseName, type Scored, verdictOf } from "../runner/index.ts";
import { type Expectation, expectationOf } from "../scenario.ts";
import type { Gate } from "./gate.ts";
import { openNamespaceOf } from "./ground.ts";
import { addClusterNoise } from "./noise.ts";

/** The longest that one check may take. */
const CHECK_WITHIN: Ms = 120_000;

/** Time for a command by hand. */
const PROOF_WITHIN: Ms = 20_000;

/** A cluster that is up, for cases side by side. */
export interface SharedCluster {
  readonly cluster: Cluster;
  /** Who changes what all of them use is alone with it meanwhile. */
  readonly gate: Gate;
}

/** Builds a case in a namespace of a cluster that is up, runs the product, and compares. Never throws for what goes wrong in it. */
export async function scoreInCluster(
  { cluster, gate }: SharedCluster,
  scenario: ClusterScenario,
  wanted: Case,
  records: string | null,
): Promise<Scored> {
  const expected = expectationOf(scenario, wanted.variant);
  const began = performance.now();
  try {
    const draw = createDraw(wanted.seed);
    const building = await (scenario.changesNodes === "built" ? gate.alone() : gate.together());
    using _built = building;
    await using ground = await openNamespaceOf(cluster, draw);
    const setup = await scenario.build(ground, draw);
    await addClusterNoise(ground, wanted.variant, draw);
    const isBroken = wanted.variant !== "healthy" && wanted.variant !== "noisy";
    if (scenario.changesNodes !== "built") building[Symbol.dispose]();
    using _place =
      scenario.changesNodes === "built"
        ? building
        : await (isBroken && scenario.changesNodes !== undefined ? gate.alone() : gate.together());
    try {
      if (wanted.variant === "fault" || wanted.variant === "drowned") await setup.break?.();
      if (wanted.variant === "near-miss") await setup.nearMiss?.();
      const built = performance.now() - began;
      const proof = await settledProof(cluster, ground.namespace, {
        setup,
        isSound: expected.status === "healthy",
      });
      return await checked({
        cluster,
        setup,
        wanted,
        expected,
        built,
        records,
        proof,
        namespace: ground.namespace,
      });
    } finally {
      // Where nothing was broken others ask meanwhile, whom a repair would befall.
      if (isBroken || scenario.changesNodes !== "broken") await setup.fix?.();
    }
  } catch (error) {
    return {
      ...wanted,
      expected,
      verdict: null,
      isRight: false,
      took: 0,
      built: performance.now() - began,
      trouble: `lab: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

interface Checking {
  readonly cluster: Cluster;
  readonly setup: ClusterSetup;
  readonly wanted: Case;
  readonly expected: Expectation;
  readonly built: Ms;
  readonly records: string | null;
  /** Whether the fault shows to a person. */
  readonly proof: boolean;
  readonly namespace: string;
}

async function checked({
  cluster,
  setup,
  wanted,
  expected,
  built,
  records,
  proof,
  namespace,
}: Checking): Promise<Scored> {
  const save = records === null ? null : resolve(records, caseName(wanted));
  if (save !== null) mkdirSync(save, { recursive: true });
  const file = cluster.write(`${caseName(wanted)}.yaml`, configurationOf(setup, { cluster, namespace }));
  const ran = await cluster.run(
    startOf(setup),
    [
      ...(setup.seesNoProcesses ? ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"] : []),
      ...product(),
      "check",
      setup.target,
      "-c",
      file,
      "--json",
      ...(save === null ? ["--no-save"] : ["--output", save]),
      ...(setup.options ?? []),
    ],
    { timeout: CHECK_WITHIN },
  );
  const verdict = verdictOf(ran.stdout);
  const scored: Scored = {
    ...wanted,
    expected,
    verdict,
    isRight: verdict !== null && agrees(verdict, expected) && proof === (expected.status !== "healthy"),
    took: ran.took,
    built,
    trouble:
      verdict === null
        ? `product: exit ${ran.timedOut ? "timed out" : ran.status}: ${ran.stderr.trim().slice(-300)}`
        : proof === (expected.status !== "healthy")
          ? null
          : `lab: by hand ${proof ? "the fault shows" : "no fault shows"}`,
  };
  if (save !== null) {
    writeFileSync(join(save, "report.json"), ran.stdout);
    writeFileSync(join(save, "case.json"), JSON.stringify(scored, null, 2));
  }
  return scored;
}

/** Times that a world which is to be sound is looked at until it is: a node that was broken before brings its Pods back one by one. */
const LOOKS = 10;
const BETWEEN: Ms = 1_000;

async function settledProof(
  cluster: Cluster,
  namespace: string,
  { setup, isSound }: { readonly setup: ClusterSetup; readonly isSound: boolean },
): Promise<boolean> {
  for (let look = 1; ; look++) {
    const shows = await proveByHand(cluster, namespace, setup);
    if (!isSound || !shows || look === LOOKS) return shows;
    await sleep(BETWEEN);
  }
}

async function proveByHand(
  cluster: Cluster,
  namespace: string,
  { client: start, proveFrom: client = start, proveByHand: proof }: ClusterSetup,
): Promise<boolean> {
  const ran =
    typeof client === "string"
      ? await cluster.run(client, proof.argv, { timeout: PROOF_WITHIN })
      : await cluster.kubectl(["-n", namespace, "exec", client.pod, "--", ...proof.argv]);
  return proof.faultShows.test(
    `${ran.stdout}\n${ran.stderr}\nexit ${ran.timedOut ? "timed out" : ran.status}`,
  );
}

/** The product starts at the outside client where the request starts in a Pod: it enters that by itself. */
const startOf = ({ client }: ClusterSetup): string => (typeof client === "string" ? client : "client");

function configurationOf(
  { client, vantages = [], places = {}, path = [], kubeconfig, service }: ClusterSetup,
  { cluster, namespace }: { readonly cluster: Cluster; readonly namespace: string },
): string {
  const start = typeof client === "string" ? "{ local: true }" : `{ pod: ${namespace}/${client.pod} }`;
  return [
    "vantages:",
    `  client: ${start}`,
    ...vantages.map((name) => `  ${name}: { netns: ${name} }`),
    ...Object.entries(places).map(([name, place]) => `  ${name}: ${place}`),
    ...(path.length === 0 ? [] : ["path:", ...path.map((hop) => `  - ${hop}`)]),
    "kubernetes:",
    `  kubeconfig: ${kubeconfig ?? cluster.kubeconfig}`,
    `  namespace: ${namespace}`,
    ...(service === undefined ? [] : [`  service: ${service}`]),
    "",
  ].join("\n");
}

/** The product as users start it; a lab that was built runs what was built with it. */
function product(): readonly string[] {
  const isBuilt = import.meta.url.endsWith(".js");
  return [
    process.execPath,
    fileURLToPath(new URL(isBuilt ? "./main.js" : "../../../bin/faultline.js", import.meta.url)),
  ];
}
