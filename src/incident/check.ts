import { readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { type Clock, type EpochMs, FaultlineError, type Ms } from "../base/index.ts";
import type { CheckOptions, Target } from "../config/index.ts";
import { calibrationVersion, causes, diagnose } from "../diagnose/index.ts";
import { createRecorder, type Evidence, startOf } from "../evidence/index.ts";
import { freeze, listenToKernel, thaw } from "../host/index.ts";
import { type ProbeContext, readHostsFile, readResolverConfig, watchLoss } from "../probe/index.ts";
import type { ExperimentRun, Run } from "../report/index.ts";
import { symptomRecord } from "../signals/index.ts";
import { asProcess, localVantage } from "../vantage/index.ts";
import { seekConflict } from "./address-conflict.ts";
import { makeAttempt } from "./attempt.ts";
import { mayTrace, traceDelegation } from "./delegation.ts";
import { narrow } from "./depth.ts";
import { lookAround } from "./differences.ts";
import { RunEndedEarly } from "./ended-early.ts";
import { followUp } from "./follow-up.ts";
import { leaveIdle } from "./idle.ts";
import { takeIn } from "./intake.ts";
import { captureOwn } from "./own-capture.ts";
import { repeat } from "./repeat.ts";
import { flowOf, mayBeIll } from "./request-flow.ts";
import { lookAtFlowFrom, type Outlook, onlyHere, openOthers, readOthers } from "./vantages.ts";
import { contextOf, patience, type Walk } from "./walk.ts";

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
}

/**
 * Walks one request: freeze, the request itself, its differences, thaw, the experiments that tell the remaining causes
 * apart, verdict.
 *
 * @throws FaultlineError for what the user gave; the signal's reason when the user stops the run; RunEndedEarly, with
 * what was seen, for a bug.
 */
export async function check(target: Target, options: CheckOptions, context: CheckContext): Promise<Run> {
  const { clock, signal, env, version, onRecord, onCapture, outlook = onlyHere } = context;
  const { observedAt: startedAt, ticks } = startOf(clock);
  const vantage = outlook.as === null ? localVantage(outlook.start) : asProcess(outlook.start, outlook.as);
  const narrowed = narrow(target, options.walk);
  const { asked, secrets } = await takeIn(narrowed, options, { env, vantage });
  if (options.trace !== null) mayTrace(asked, options.trace);
  const recorder = createRecorder(vantage.name, onRecord);
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
    target: narrowed,
    asked,
    secrets,
    vantage,
    clock,
    recorder,
    signal,
    boundaries: options.walk,
  };
  const looking = contextOf({ ...bare, resolver: null, hosts: null }, patience.lookup, budget);
  const since = { startedAt, ticks, version };
  try {
    return await go(bare, looking, { options, since, outlook, env, onCapture });
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
}

/** Freeze to verdict, for a request that is read. */
async function go(
  bare: Omit<Walk, "resolver" | "hosts">,
  looking: ProbeContext,
  { options, since, outlook, env, onCapture }: Given,
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
  const lostSince = await watchLoss();
  const first = await makeAttempt(walk, 1, "reference");
  const places = [vantage, ...others.vantages];
  const made = await repeat(walk, first.record, { ...options, places });
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
  const experiments = await followUp(walk, first);
  if (experiments.length > 0) await thawAll();
  const packets = (await own?.finish(walk)) ?? null;
  if (packets !== null) onCapture?.(packets);
  const seen = await whatIsSeen(walk, since, experiments);
  return { ...seen, diagnosis: diagnose(recorder.evidence, causes) };
}

/** What people say who lose connections that nothing was sent on for a while. */
const idleSymptoms = new Set(["econnreset", "connection-reset", "idle-timeout", "keepalive-race"]);

/** How long an idle connection is watched where a symptom alone asks for it: longer than the shortest usual timers. */
const IDLE_BY_SYMPTOM: Ms = 12_000;

/** How long a connection is to be left idle; `null` where nothing asks for it. */
function idleTimeOf({ during }: CheckOptions, evidence: readonly Evidence[]): Ms | null {
  if (during !== null) return during;
  const told = evidence.find((record): record is Evidence<"symptom"> => record.kind === "symptom");
  return told?.value.signals.some((signal) => idleSymptoms.has(signal)) ? IDLE_BY_SYMPTOM : null;
}

/** When a run began, and by which version of the package. */
interface Since {
  readonly startedAt: EpochMs;
  readonly ticks: Ms;
  readonly version: string;
}

async function whatIsSeen(
  { clock, recorder, vantage, asked }: Omit<Walk, "resolver" | "hosts">,
  { startedAt, ticks, version }: Since,
  experiments: readonly ExperimentRun[],
): Promise<Omit<Run, "diagnosis">> {
  return {
    target: asked.target,
    startedAt,
    vantage: { name: vantage.name, host: hostname(), netns: await namespaceOf() },
    evidence: [...recorder.evidence],
    gaps: [...recorder.gaps],
    experiments,
    engineVersion: version,
    calibrationVersion,
    finishedAt: clock.now(),
    took: clock.ticks() - ticks,
  };
}

/** Identity of this process's network namespace, as namespaces(7) writes it. */
async function namespaceOf(): Promise<string> {
  try {
    return await readlink("/proc/self/ns/net");
  } catch {
    // No /proc, or not Linux: the report then says that it does not know, which stops nothing.
    return "unknown";
  }
}
