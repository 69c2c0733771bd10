import { type Clock, FaultlineError } from "../base/index.ts";
import {
  type CheckOptions,
  type ConfigFile,
  parseTarget,
  quote,
  type RawOptions,
  readConfig,
  readOptions,
} from "../config/index.ts";
import {
  check,
  mustTakeFiles,
  type PathAsked,
  planOf,
  RunEndedEarly,
  saveBundle,
} from "../incident/index.ts";
import { type Run, reportJsonText, reportText } from "../report/index.ts";
import { type PodNamed, podNamed, podProcess, type VantageAsked } from "../vantage/index.ts";
import { relayApi } from "./api-relay.ts";
import { readEnvironment, sharesNamespaces } from "./as-process.ts";
import { enteredFrom, runInside, tieToParent } from "./enter.ts";
import { exitStatus, type Io } from "./io.ts";
import { kubeOf } from "./kube-of.ts";
import { mustBeCaptures } from "./named-captures.ts";
import { chooseStart, outlookOf, type Start } from "./outlook.ts";
import { showProgress } from "./progress.ts";

/** The options of `check` as commander gives them. */
export interface CheckArguments extends RawOptions {
  readonly config?: string;
  readonly from?: string;
  /** Of `faultline kube`: they go before the configuration's. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly io: Io;
  readonly clock: Clock;
  readonly version: string;
}

/** `faultline check TARGET`: walks one request, reports, saves. @returns the exit status of the contract. */
export async function checkCommand(
  given: string | undefined,
  args: CheckArguments,
  { io, clock, version }: CommandContext,
): Promise<number> {
  tieToParent(io);
  const config = await readConfig({
    named: args.config ?? null,
    target: given ?? null,
    folder: process.cwd(),
  });
  const text = given ?? config?.target ?? null;
  if (text === null) {
    throw new FaultlineError(
      "BAD_TARGET",
      "Cannot check: no target is given\nGive a URL or an address: faultline check https://shop.example/api",
    );
  }
  const target = parseTarget(text);
  const read = readOptions(args);
  const options = {
    ...read,
    symptom: read.symptom ?? config?.symptom ?? null,
    deadline: read.deadline ?? config?.deadline ?? null,
  };
  const as = options.as !== null && /^\d+$/.test(options.as) ? Number(options.as) : null;
  const seen = { config, from: args.from ?? null, as, enteredFrom: enteredFrom(io) };
  const start = chooseStart(seen);
  const env = as === null ? io.env : await readEnvironment(as);
  const isHere =
    seen.enteredFrom !== null ||
    start.asked.kind === "local" ||
    (as !== null && (await sharesNamespaces(as)));
  const kube = kubeOf(target, config, args);
  // In a Pod that is not seen here the API runs the commands.
  const named = !isHere && kube !== null && start.asked.kind === "pod" ? podNamed(start.asked.named) : null;
  const away = named === null || (await podProcess(named)) !== null ? null : podAway(named, config);
  if (!isHere && away === null) {
    using relay = kube === null ? null : await relayApi();
    return await startElsewhere(start, { io, target: text, env, more: relay?.env ?? {} });
  }
  const outlook = outlookOf(start, seen);
  const path = pathOf(config, outlook.start, seen.enteredFrom);
  const captures = config?.captures ?? [];
  const context = { clock, signal: io.signal, env, version, outlook, path, captures, kube, away };
  if (options.plan) {
    const plan = await planOf(target, options, context);
    const lines = plan.trimEnd().split("\n");
    io.out(
      options.json
        ? `${JSON.stringify({ schema: "faultline.plan/1", target: target.shown, lines }, null, 2)}\n`
        : plan,
    );
    return exitStatus.healthy;
  }
  if (config !== null) await mustBeCaptures(config, io.signal);
  // A folder that was named and cannot be used is told before anything is sent.
  if (args.output !== undefined && options.output !== null) await mustTakeFiles(options.output);
  const progress = showProgress(io, args.quiet === true || options.json);
  const kept: { capture: Uint8Array | null } = { capture: null };
  const onCapture = (pcap: Uint8Array) => {
    kept.capture = pcap;
  };
  let run: Run;
  try {
    run = await check(target, options, { ...context, onRecord: progress.onRecord, onCapture });
  } catch (error) {
    progress.end();
    if (!(error instanceof RunEndedEarly)) throw error;
    io.err(`${await keep(error.run, options)}\n`);
    throw error.cause;
  }
  progress.end();
  io.signal.throwIfAborted();
  const { status } = run.diagnosis.verdict;
  try {
    if (options.json) io.out(reportJsonText(run));
    else if (args.quiet !== true || status !== "healthy") {
      io.out(reportText(run, { color: io.color, width: io.columns, verbose: args.verbose === true }));
    }
  } catch (error) {
    io.err(`${await keep(run, options)}\n`);
    throw error;
  }
  // Last, so that a disk that is full takes no verdict away.
  if (options.output !== null) {
    try {
      const { output: directory, redactStrictly: redact } = options;
      const saved = await saveBundle(run, { directory, redact, capture: kept.capture });
      if (!options.json && (args.quiet !== true || status !== "healthy")) {
        io.out(`\nEvidence: ${saved}${kept.capture === null ? "" : packetsIn(redact)}\n`);
      }
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      // The verdict is told and stands; the exit status goes on saying it.
      io.err(`${error.message}\n`);
    }
  }
  return {
    healthy: exitStatus.healthy,
    degraded: exitStatus.fault,
    broken: exitStatus.fault,
    inconclusive: exitStatus.inconclusive,
  }[status];
}

/** A Pod without a namespace is in that of the configuration. */
const podAway = ({ namespace, name }: PodNamed, config: ConfigFile | null) => ({
  namespace: namespace ?? config?.cluster?.namespace ?? "default",
  name,
});

/** The path behind the first hop, as the configuration knows it, and how this program is started at its vantages. */
function pathOf(config: ConfigFile | null, start: string, enteredFrom: number | null): PathAsked {
  const named = (config?.vantages ?? []).map(({ name, setting }): [string, VantageAsked] => [
    name,
    // From inside another namespace this host is where the process came from.
    setting.kind === "local" && enteredFrom !== null ? { kind: "pid", pid: enteredFrom } : setting,
  ]);
  return {
    entries: config?.hops ?? [],
    vantages: new Map([...named, [start, { kind: "local" }]]),
    config: config?.path ?? null,
    home: enteredFrom ?? process.pid,
    program: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
  };
}

/** What becomes of the packets of the run. */
const packetsIn = (redact: boolean): string =>
  redact
    ? "\nThe packets are left out: every header holds addresses (--redact strict)"
    : " (with capture.pcap: headers and DNS alone)";

/** Saves what a run saw before a bug ended it. @returns the line that says where it is. */
async function keep(run: Run, { output, redactStrictly }: CheckOptions): Promise<string> {
  const seen = `${run.evidence.length} records were taken down before a bug ended the run`;
  if (output === null) return `${seen}; they are not saved, by --no-save`;
  try {
    return `${seen}; they are in ${await saveBundle(run, { directory: output, redact: redactStrictly })}`;
  } catch (error) {
    // Whatever hinders it, the first bug is the one to tell.
    return `${seen}; they are lost: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The same command line where the request starts. */
async function startElsewhere(
  { name, asked }: Start,
  {
    io,
    target,
    env,
    more,
  }: {
    readonly io: Io;
    readonly target: string;
    readonly env: Io["env"];
    /** Further variables of a child that starts on this host. */
    readonly more: Readonly<Record<string, string>>;
  },
): Promise<number> {
  switch (asked.kind) {
    case "netns":
    case "pid":
      // What our own C library does there, it does as the process's would.
      return runInside({ name, asked }, io, {
        RES_OPTIONS: env["RES_OPTIONS"],
        LOCALDOMAIN: env["LOCALDOMAIN"],
        ...more,
      });
    case "pod": {
      const found = await podProcess(podNamed(asked.named));
      if (found === null)
        throw new FaultlineError(
          "BAD_OPTION",
          `Cannot start the request in the Pod "${quote(asked.named)}": none of its processes is seen on this host, or more than one Pod has that name\nRun this as root on the node that it runs on, with its namespace: pod: shop/api-7d9`,
        );
      return runInside({ name, asked: { kind: "pid", pid: found.pid } }, io, more);
    }
    case "ssh": {
      const { argumentsForSsh, runBySsh } = await import("./start-by-ssh.ts");
      const args = argumentsForSsh(process.argv.slice(2), target);
      return runBySsh({ name, destination: asked.destination, args }, io);
    }
    default:
      throw new FaultlineError(
        "NOT_YET",
        `Cannot start the request at "${name}": a vantage of this kind (${asked.kind}) is not supported yet\nGive --from with a vantage that is local, netns, pod or ssh`,
      );
  }
}
