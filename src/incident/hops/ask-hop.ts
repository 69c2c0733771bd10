import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { hostPort } from "../../base/index.ts";
import type { Evidence, Gap, Recorder, UpstreamLook } from "../../evidence/index.ts";
import { KernelError } from "../../sys/index.ts";
import {
  endGroup,
  hindrance,
  namespaceOf,
  podNamed,
  podProcess,
  quotePosix,
  sshArguments,
  startInside,
  startWithPipes,
  type VantageAsked,
} from "../../vantage/index.ts";
import type { HopLine, HopTask, LookTask, ServerLooked, UpstreamTask } from "./hop-task.ts";
import { lookFromHere } from "./look-upstreams.ts";

/** Who asks a hop: how this program is started, and what is told to whom. */
export interface HopAsking {
  /** The argument vector that starts this program, without its own arguments. */
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Seconds until a connection by ssh must stand. */
const SSH_PATIENCE = 5;

/** Time that a hop's look has beside its waiting for an answer: look-ups, experiments, the state of the hosts. */
const BESIDES = 60_000;

/** Octets of one line: a record of a table with 100,000 sockets is shorter. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** How it is told which process it is of no use without. */
const STARTED_BY = "FAULTLINE_STARTED_BY";

/** Looks at one hop from where it begins, by a process of this program there, and takes its records in. What cannot be had is a gap. */
export async function askHop(task: HopTask, asked: VantageAsked, asking: HopAsking): Promise<void> {
  const { recorder } = asking;
  await ask({ look: "hop", task }, asked, asking, {
    boundary: /^(?:postgres|mysql|mariadb|redis)/.test(task.target) ? "database" : "proxy",
    what: `what hop ${task.hop} does for ${task.from}`,
    byHand: `faultline check ${task.target} --from ${task.from}`,
    take: (line) => {
      if ("record" in line) recorder.adopt({ ...line.record, hop: task.hop } as Evidence);
    },
  });
}

/** Looks at each server of a proxy's upstream from where the proxy stands. The records are of the hop that the recorder is for. */
export async function askUpstreams(
  task: UpstreamTask,
  asked: VantageAsked,
  asking: HopAsking,
): Promise<void> {
  const recorder = asking.recorder.at(task.from);
  await askServers(task, asked, asking, {
    boundary: "proxy",
    what: `what the upstreams do for a client at ${task.from}`,
    take: ({ upstream, observedAt, took }) =>
      recorder.record("upstream-look", upstream, {
        boundary: "proxy",
        by: "probe",
        purpose: "context",
        observedAt,
        took,
        command: commandOf(upstream, task),
      }),
  });
}

/** Looks at each of some servers from a vantage, as a client would that stands there. */
export async function askServers(
  task: UpstreamTask,
  asked: VantageAsked,
  asking: HopAsking,
  {
    boundary,
    what,
    take,
  }: Pick<Looking, "boundary" | "what"> & { readonly take: (seen: ServerLooked) => void },
): Promise<void> {
  if (asked.kind === "local") {
    await lookFromHere(task, asking, take);
    return;
  }
  await ask({ look: "upstreams", task }, asked, asking, {
    boundary,
    what,
    byHand: task.upstreams.map(({ host, port }) => `nc -vz ${host} ${port}`)[0] ?? "nc -vz HOST PORT",
    take: (line) => {
      if ("upstream" in line) take(line);
    },
  });
}

/** What a person would type to see the same of one server. */
export const commandOf = ({ tls, address, port }: UpstreamLook, { request }: UpstreamTask): string =>
  request === null
    ? `nc -vz ${address} ${port}`
    : `curl -sv -o /dev/null ${tls === null ? "http" : "https"}://${hostPort(address, port)}${request.path}`;

/** How a look is told of where it cannot be had, and what is done with its lines. */
interface Looking {
  readonly boundary: Gap["boundary"];
  readonly what: string;
  readonly byHand: string;
  readonly take: (line: HopLine) => void;
}

async function ask(
  task: LookTask,
  asked: VantageAsked,
  { program, env, recorder, signal }: HopAsking,
  { boundary, what, byHand, take }: Looking,
): Promise<void> {
  const { from } = task.task;
  const gap = (reason: Gap["reason"], why: string, allowBy: string) =>
    recorder.gap({ boundary, needs: `${what}: ${why}`, reason, allowBy });
  let child: ChildProcess;
  try {
    const started = await start(asked, [...program, "look"], { ...env, [STARTED_BY]: String(process.pid) });
    if (started === null) {
      gap(
        "not-supported",
        `a vantage of this kind (${asked.kind}) cannot be started at`,
        "Name it as netns or ssh",
      );
      return;
    }
    child = started;
  } catch (error) {
    if (!(error instanceof KernelError) || (asked.kind !== "netns" && asked.kind !== "pid")) throw error;
    const { outcome, why, allowBy } = hindrance(error, namespaceOf(from, asked));
    gap(outcome === "not-supported" ? "unreachable" : outcome, why, allowBy);
    return;
  }
  const ended = await converse(child, task, {
    signal,
    take: (line) => {
      if ("gap" in line) recorder.gap(line.gap);
      else take(line);
    },
  });
  if (ended === "whole") return;
  if (asked.kind === "ssh") {
    gap("missing-tool", "there is no faultline in its PATH", `Install faultline at ${from}`);
    return;
  }
  gap("unreachable", ended, `Look there by hand: ${byHand}`);
}

async function start(
  asked: VantageAsked,
  argv: readonly string[],
  env: HopAsking["env"],
): Promise<ChildProcess | null> {
  switch (asked.kind) {
    case "local":
      return startWithPipes(argv, env);
    case "netns":
    case "pid":
      return startInside(namespaceOf("hop", asked), argv, env, "pipe");
    case "ssh": {
      const remote = ["faultline", "look"].map(quotePosix).join(" ");
      return startWithPipes([...sshArguments(asked.destination, SSH_PATIENCE), remote], env);
    }
    case "pod": {
      const found = await podProcess(podNamed(asked.named));
      if (found === null) return null;
      return startInside(namespaceOf("hop", { kind: "pid", pid: found.pid }), argv, env, "pipe");
    }
    default:
      return null;
  }
}

/** Hands the task over and takes in what comes, until the end. @returns `whole`, or why it ended before. */
async function converse(
  child: ChildProcess,
  task: LookTask,
  { signal, take }: { readonly signal: AbortSignal; readonly take: (line: HopLine) => void },
): Promise<string> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("a look needs pipes");
  let complaint = "";
  let ended = "";
  stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(0, 400);
  });
  // It may have ended before it read its task: its silence says so.
  stdin.on("error", () => {});
  stdin.end(`${JSON.stringify(task)}\n`);
  const stop = () => endGroup(child);
  const timer = setTimeout(stop, patienceOf(task) + BESIDES);
  signal.addEventListener("abort", stop, { once: true });
  const gone = new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("exit", () => resolve());
  });
  try {
    for await (const line of createInterface({ input: stdout })) {
      const said = line.length > LONGEST_LINE ? null : lineOf(line);
      if (said === null) continue;
      if (!("ended" in said)) take(said);
      else ended = said.ended === "whole" ? "whole" : said.why;
    }
    await gone;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    endGroup(child);
  }
  signal.throwIfAborted();
  return ended === "" ? `its look ended early: ${complaint.split("\n")[0] ?? ""}` : ended;
}

/** How long the waits of a look may be together: upstreams are looked at side by side, in a few rounds at most. */
const patienceOf = (asked: LookTask): number =>
  asked.look === "hop"
    ? asked.task.patience
    : asked.task.patience * Math.ceil(asked.task.upstreams.length / 8) + (asked.task.watchIdle ?? 0);

function lineOf(text: string): HopLine | null {
  try {
    return JSON.parse(text) as HopLine; // Written by this very program.
  } catch {
    // A line that was cut where the process was ended.
    return null;
  }
}
