import { type Clock, FaultlineError, type Ms } from "../base/index.ts";
import type { CheckOptions, Target } from "../config/index.ts";
import { causes, diagnose } from "../diagnose/index.ts";
import {
  createRecorder,
  type Evidence,
  type KubeName,
  type RequestAsked,
  startOf,
} from "../evidence/index.ts";
import { freeze, listenToKernel, thaw } from "../host/index.ts";
import { type ProbeContext, readHostsFile, readResolverConfig, watchLoss } from "../probe/index.ts";
import type { Run } from "../report/index.ts";
import { symptomRecord } from "../signals/index.ts";
import { asProcess, localVantage } from "../vantage/index.ts";
import { seekConflict } from "./address-conflict.ts";
import { makeAttempt } from "./attempt.ts";
import { awaitWriters } from "./capture-writers.ts";
import { withLogin } from "./database-attempt.ts";
import { watchDatabase } from "./database-watch.ts";
import { mayTrace, traceDelegation } from "./delegation.ts";
import { narrow } from "./depth.ts";
import { lookAround } from "./differences.ts";
import { RunEndedEarly } from "./ended-early.ts";
import { followUp } from "./follow-up.ts";
import type { PathAsked } from "./hops/behind.ts";
import { walkHops } from "./hops/walk-hops.ts";
import { watchPools } from "./hops/watch-pools.ts";
import { idleTimeOf, leaveIdle } from "./idle.ts";
import { takeIn } from "./intake.ts";
import {
  enterCluster,
  goFromPod,
  type InCluster,
  type KubeAsked,
  readAgain,
  targetInCluster,
  tellWithoutAddress,
  walkCluster,
} from "./kube/index.ts";
import { type CaptureAsked, readNamedCaptures } from "./named-captures.ts";
import { captureOwn } from "./own-capture.ts";
import { repeat } from "./repeat.ts";
import { flowOf, mayBeIll } from "./request-flow.ts";
import { looksBySymptom, tellWhatIsWanted } from "./steering.ts";
import { lookAtFlowFrom, type Outlook, onlyHere, openOthers, readOthers } from "./vantages.ts";
import { contextOf, patience, type Walk } from "./walk.ts";
import { type Since, whatIsSeen } from "./what-is-seen.ts";

/** What a check is given besides its target and options. */
export interface CheckContext {
  readonly clock: Clock;
  /** Aborts when the user stops the run, by an `AbortError`; or by a bug that was thrown where nobody awaits. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Version of the package. */
  readonly version: string;
  /** Told of each record as it comes. */
  readonly onRecord: (record: Evidence) => void;
  /** Told of the packets of the run, as a file in pcap format, where its options ask for them and they could be recorded. */
  readonly onCapture?: (pcap: Uint8Array) => void;
  /** Where the request starts and what is looked at besides; this host alone unless given. */
  readonly outlook?: Outlook;
  /** The path behind the first hop, and how it is looked at; none unless given. */
  readonly path?: PathAsked;
  /** Packets that were captured beside the run or before it; none unless given. */
  readonly captures?: readonly CaptureAsked[];
  /** The Service of a cluster that the request is for; none unless given. */
  readonly kube?: KubeAsked | null;
  /** The Pod that the request starts in, where this host sees no process of it; left out for other starts. */
  readonly away?: Pick<KubeName, "namespace" | "name"> | null;
  /** This run is one hop of another's path, and not the client's own request. */
  readonly hop?: OneHop;
}

/** What a run that is one hop of another's is told. */
export interface OneHop {
  /** Counted from 1. */
  readonly number: number;
  /** How long an answer is waited for. */
  readonly patience: Ms;
  /** The file with a database's password; `null` for none. */
  readonly passwordFile: string | null;
  /** What the client's own request bears and this one goes without; left out for nothing. */
  readonly withheld?: RequestAsked["withheld"];
}

/**
 * Walks one request: freeze, the request itself, its differences, thaw, the experiments that tell the remaining causes
 * apart, verdict.
 *
 * @throws FaultlineError for what the user gave; the signal's reason when the user stops the run; RunEndedEarly, with
 * what was seen, for a bug.
 */
export async function check(target: Target, options: CheckOptions, context: CheckContext): Promise<Run> {
  const { clock, signal, version, onRecord, onCapture, path, hop } = context;
  const { outlook = onlyHere, captures = [], kube = null, away = null } = context;
  // What this host's variables say of proxies is not said in a Pod.
  const env = away === null ? context.env : {};
  const { observedAt: startedAt, ticks } = startOf(clock);
  const vantage = outlook.as === null ? localVantage(outlook.start) : asProcess(outlook.start, outlook.as);
  const recorder = createRecorder(vantage.name, onRecord, hop?.number);
  const { debugImage } = options.allowed;
  // What the user gave is refused before anything is asked of a cluster.
  if (kube !== null) await takeIn(target, options, { env, vantage });
  const inside =
    kube === null
      ? null
      : await enterCluster(kube, { env: context.env, clock, signal, recorder, target, debugImage });
  using _ = { [Symbol.dispose]: () => inside?.cluster.close() };
  const place = placeOf(target, inside);
  const narrowed = narrow(place ?? target, options.walk);
  const taken = await takeIn(narrowed, options, { env, vantage });
  const { withheld = [] } = hop ?? {};
  const asked = withheld.length === 0 ? taken.asked : { ...taken.asked, withheld };
  if (options.trace !== null) mayTrace(asked, options.trace);
  const passwordFile = hop?.passwordFile ?? null;
  const secrets = await withLogin(taken.secrets, narrowed, { vantage, env, passwordFile, recorder });
  const told = {
    boundary: "client",
    by: "told",
    purpose: "context",
    observedAt: startedAt,
    took: 0,
  } as const;
  recorder.record("request-asked", asked, { ...told, command: `faultline check ${asked.target}` });
  if (options.symptom !== null) {
    recorder.record("symptom", symptomRecord(options.symptom), { ...told, command: "faultline explain" });
  }
  const budget = { purpose: "context", attempt: null, deadlineAt: null } as const;
  const bare = {
    ...{ target: narrowed, asked, secrets, vantage, clock, recorder, signal },
    boundaries: options.walk,
    allowed: options.allowed,
  };
  const looking = contextOf({ ...bare, resolver: null, hosts: null }, patience.lookup, budget);
  const since = { startedAt, ticks, version };
  try {
    if (place === null) return await tellWithoutAddress(bare, since, inside);
    if (away !== null && inside !== null)
      return await goFromPod(bare, since, { away, inside, outlook, path, looking, options });
    return await go(bare, looking, { options, since, outlook, env, onCapture, path, hop, captures, inside });
  } catch (error) {
    const stopped = signal.aborted && signal.reason instanceof Error && signal.reason.name === "AbortError";
    if (stopped || error instanceof FaultlineError) throw error;
    throw new RunEndedEarly(await whatIsSeen(bare, since, []), signal.aborted ? signal.reason : error);
  }
}

/** What a run was given besides its request. */
interface Given {
  readonly options: CheckOptions;
  readonly since: Since;
  readonly outlook: Outlook;
  readonly env: CheckContext["env"];
  readonly onCapture: CheckContext["onCapture"];
  readonly path: PathAsked | undefined;
  readonly hop: OneHop | undefined;
  readonly captures: readonly CaptureAsked[];
  readonly inside: InCluster | null;
}

/** Where the request goes: what its target says, or the address of its Service; `null` where that has none. */
const placeOf = (target: Target, inside: InCluster | null): Target | null =>
  target.kube === undefined
    ? target
    : targetInCluster(target, inside?.before.service ?? null, inside?.before.endpoints ?? []);

/** Freeze to verdict, for a request that is read. */
async function go(
  bare: Omit<Walk, "resolver" | "hosts">,
  looking: ProbeContext,
  { options, since, outlook, env, onCapture, path, hop, captures, inside }: Given,
): Promise<Run> {
  const { vantage, asked, recorder } = bare;
  const frozen = { vantage, context: looking };
  // Side by side: a host that ssh cannot reach must not make this one's state old.
  using others = (await Promise.all([openOthers(outlook, looking), freeze(frozen)]))[0];
  await readOthers(others, "freeze", { context: looking });
  const name = asked.proxy?.host ?? asked.host;
  const resolver = await readResolverConfig(
    vantage,
    { overrides: asked.resolvers, environment: env },
    looking,
  );
  const hosts = await readHostsFile(vantage, name, looking);
  const walk: Walk = { ...bare, resolver, hosts: hosts.value };

  await using own = options.capture ? captureOwn(bare, resolver.value) : null;
  await using kernel = await listenToKernel(
    { ports: [asked.port, asked.proxy?.port ?? asked.port] },
    looking,
  );
  using pools = await watchPools(walk, path, others.vantages);
  const lostSince = await watchLoss();
  const first = await pools.during(
    makeAttempt(walk, 1, "reference", hop === undefined ? {} : { patience: hop.patience }),
  );
  await using database = watchDatabase(walk, first);
  const places = [vantage, ...others.vantages];
  const made = await repeat(walk, first, { ...options, places });
  // Of a Pod that ends again and again its kubelet tells the last two ends alone: these are from just now.
  if (made > 1 && inside !== null && mayBeIll(recorder.evidence)) await readAgain(inside, walk, "context");
  const flow = flowOf(walk, first);
  // A question to a resolver starts here; which other vantages it passes is not what the configuration says.
  const hops = { client: vantage, others: flow?.protocol === "udp" ? [] : others.vantages };
  let isFlowSeen = false;
  const seeFlow = async (purpose: "freeze" | "thaw") => {
    isFlowSeen = flow !== null && (others.vantages.length > 0 || mayBeIll(recorder.evidence));
    if (isFlowSeen && flow !== null) await lookAtFlowFrom(hops, { flow, purpose, context: looking });
  };
  await seeFlow("freeze");
  const idle = idleTimeOf(options, recorder.evidence);
  if (idle !== null && first.record.value.answeredProperly) await leaveIdle(walk, idle, made + 1);
  await Promise.all([lookAround(walk, first, (await lostSince()) === true), seekConflict(walk, first)]);
  // What is compared with the request may be what fails.
  if (!isFlowSeen) await seeFlow("freeze");
  if (options.trace !== null) await traceDelegation(walk, first, options.trace);
  await kernel.stop();
  const reached = first.way.address;
  const place = reached === null ? {} : { target: { address: reached, port: first.way.port ?? asked.port } };
  const thawAll = async () => {
    if (isFlowSeen) await seeFlow("thaw");
    await readOthers(others, "thaw", { context: looking, ...place });
    await thaw({ ...frozen, ...place });
  };
  await thawAll();
  if (path !== undefined && path.entries.length > 0)
    await walkHops(walk, first, { path, others: others.vantages, pools });
  if (inside !== null && path !== undefined)
    await walkCluster(walk, { inside, first, path, others: others.vantages });
  tellWhatIsWanted(walk, path);
  // What a hop does with other requests than this one tells nothing that its proxy's answer could mean.
  const isTold = hop !== undefined && first.record.value.failedAt === "exchange";
  const experiments = isTold ? [] : await followUp(walk, first);
  if (experiments.length > 0) await thawAll();
  // Whoever asked for this hop asks the one before it at the same time: what that waits for shows in the samples.
  const isOfInterest = mayBeIll(recorder.evidence) || looksBySymptom(recorder.evidence).has("database");
  await database.finish(hop !== undefined || isOfInterest);
  const packets = (await own?.finish(walk)) ?? null;
  if (packets !== null) onCapture?.(packets);
  // Last, so that one that is written meanwhile holds the request itself as well.
  await awaitWriters(captures, walk);
  await readNamedCaptures(captures, walk, since.startedAt);
  const seen = await whatIsSeen(walk, since, experiments);
  return { ...seen, diagnosis: diagnose(recorder.evidence, causes) };
}
