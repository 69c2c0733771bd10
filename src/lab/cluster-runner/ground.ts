import { FaultlineError, type Ms } from "../../base/index.ts";
import type { Cluster, ClusterObject } from "../cluster/index.ts";
import type { ClusterGround } from "../cluster-scenario.ts";
import type { Draw } from "../draw.ts";

/** How long what was applied may take to come true. */
const WITHIN: Ms = 60_000;
const EVERY: Ms = 200;

/** Namespaces that were made: one that is being ended keeps its name for a while. */
let made = 0;

/** A namespace of Kubernetes for one case; it goes when this is disposed of, and nobody waits for it. */
export async function openNamespaceOf(
  cluster: Cluster,
  draw: Draw,
): Promise<ClusterGround & AsyncDisposable> {
  made += 1;
  const namespace = `${draw.label()}-${draw.integer(100, 999)}${made}`;
  const mine = (object: ClusterObject): ClusterObject =>
    object.metadata.namespace !== undefined || object.kind === "Namespace"
      ? object
      : { ...object, metadata: { ...object.metadata, namespace } };
  await cluster.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
  const kubectl = async (...argv: readonly string[]) => {
    const ran = await cluster.kubectl(["-n", namespace, ...argv]);
    if (ran.status === 0) return ran.stdout;
    throw failed(`kubectl ${argv.join(" ")}`, ran.stderr);
  };
  await settle(
    () =>
      kubectl("get", "serviceaccount", "default").then(
        () => true,
        () => false,
      ),
    "the namespace's account",
  );
  return {
    cluster,
    namespace,
    kubectl,
    apply: (...objects) => cluster.apply(objects.map(mine)),
    until: (place, argv, shows) =>
      settle(async () => {
        const { stdout, stderr } = await cluster.run(place, argv, { timeout: 5_000 });
        return shows.test(`${stdout}\n${stderr}`);
      }, argv.join(" ")),
    [Symbol.asyncDispose]: async () => {
      await cluster.kubectl(["delete", "namespace", namespace, "--wait=false", "--now=true"]);
    },
  };
}

async function settle(is: () => Promise<boolean>, what: string): Promise<void> {
  const until = performance.now() + WITHIN;
  while (!(await is())) {
    if (performance.now() > until) throw failed(what, "it did not come true in a minute");
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

const failed = (what: string, why: string): FaultlineError =>
  new FaultlineError(
    "LAB_FAILED",
    `Cannot build a scenario in the cluster: ${what.slice(0, 200)}: ${why.trim().slice(0, 300)}\nLook at it by hand: faultline lab cluster up`,
  );
