import { FaultlineError } from "../../base/index.ts";
import type { CheckOptions } from "../../config/index.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { KubeName } from "../../evidence/index.ts";
import type { ProbeContext } from "../../probe/index.ts";
import type { Run } from "../../report/index.ts";
import type { PathAsked } from "../hops/behind.ts";
import { withheldFrom } from "../hops/withheld.ts";
import { type Outlook, openOthers, readOthers } from "../vantages.ts";
import type { Walk } from "../walk.ts";
import { type Since, whatIsSeen } from "../what-is-seen.ts";
import { attemptAgain, attemptFromPod } from "./attempt-from-pod.ts";
import type { InCluster } from "./enter-cluster.ts";
import { walkCluster } from "./walk-cluster.ts";

/** Requests that are made in a container at most: each is a command of its own in it. */
export const MOST_TRIES = 20;

/** What a run is given whose request starts in a Pod that this host does not see. */
interface FromPod {
  readonly away: Pick<KubeName, "namespace" | "name">;
  readonly inside: InCluster;
  readonly outlook: Outlook;
  readonly path: PathAsked | undefined;
  readonly looking: ProbeContext;
  readonly options: Pick<CheckOptions, "count" | "during">;
}

/**
 * A request that starts in a Pod of which this host sees no process: made by the tools of its container, and compared within the cluster
 * and from the other vantages. Nothing is sent from here, and nothing of this host is told of: it is not on the way.
 *
 * @throws FaultlineError `NOT_YET` for a name: a container's tools do not tell how it is looked up.
 */
export async function goFromPod(
  bare: Omit<Walk, "resolver" | "hosts">,
  since: Since,
  { away, inside, outlook, path, looking, options }: FromPod,
): Promise<Run> {
  const { asked, recorder } = bare;
  const named = `${away.namespace}/${away.name}`;
  if (!asked.hostIsAddress)
    throw new FaultlineError(
      "NOT_YET",
      `Cannot ask for "${asked.host}" in the Pod ${named} from here: what its look-up there does is not seen\nName the Service, kube://namespace/service, or run this as root on the Pod's node`,
    );
  using others = await openOthers(outlook, looking);
  await readOthers(others, "freeze", { context: looking });
  const walk: Walk = { ...bare, resolver: null, hosts: null };
  const first = await attemptFromPod(walk, { pod: away, number: 1 }, inside);
  if (first !== null) {
    const tries = Math.min(options.count, MOST_TRIES);
    await attemptAgain(walk, { pod: away, tries }, inside);
    // Whatever is allowed: it would stand in the process list and in the audit log of the API.
    if (withheldFrom({ asked: { dataOctets: asked.dataOctets }, secrets: walk.secrets }).length > 0)
      recorder.gap({
        boundary: "client",
        needs: `this request with its body and with what says who the client is, from Pod ${named}`,
        reason: "not-supported",
        allowBy: "Run this as root on the Pod's node: there nothing of it is seen in the Pod",
      });
    if (options.count > tries || options.during !== null)
      recorder.gap({
        boundary: "client",
        needs: `more than ${tries} of these requests from Pod ${named}`,
        reason: "not-supported",
        allowBy: "Run this as root on the Pod's node",
      });
    const target = { address: asked.host, port: asked.port };
    await readOthers(others, "thaw", { context: looking, target });
    if (path !== undefined) await walkCluster(walk, { inside, first, path, others: others.vantages, away });
  }
  const seen = await whatIsSeen(bare, since, []);
  const vantage = { ...seen.vantage, host: `Pod ${named}`, netns: "unknown" };
  return { ...seen, vantage, diagnosis: diagnose(recorder.evidence, causes) };
}
