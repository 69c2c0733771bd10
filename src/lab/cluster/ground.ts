import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { mustRun, type Ran, type RunOptions, run } from "../world/index.ts";
import { cleanEnvironment } from "../world/run.ts";
import { type Cgroups, joinCgroup, removeCgroups } from "./cgroups.ts";

/** Where a cluster keeps its files: on the tmpfs over /run that only it sees. */
export const CLUSTER_FOLDER = "/run/cluster";

/** How long the first process may take to be there, on a loaded machine. */
const OPEN_WITHIN: Ms = 10_000;
const LOOK_EVERY: Ms = 5;
/** How long everything may take to end by itself before it is killed. */
const CLOSE_WITHIN: Ms = 3_000;

/** A long-lived process of a cluster. What it prints is in the cluster's file log/NAME. */
export interface Daemon {
  readonly name: string;
  /** Its process as this namespace of processes numbers it; `null` when it has ended. */
  pid(): number | null;
  signal(signal: NodeJS.Signals): void;
  /** Kills it, and waits. */
  kill(): Promise<void>;
}

/**
 * What a cluster stands on: mount, pid and network namespaces of its own, whose first process ends everything in them when its
 * input ends. So a cluster ends with the process that opened it, however that ends.
 */
export interface Ground {
  /** The first process: what is run in a namespace of the cluster enters by it. */
  readonly pid: number;
  /** What to put before a command, to have it run in a network namespace of the cluster. */
  enter(namespace: string | null): readonly string[];
  run(namespace: string | null, argv: readonly string[], options?: RunOptions): Promise<Ran>;
  must(namespace: string | null, argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts a process; `argv` enters by itself. */
  start(name: string, argv: readonly string[]): Daemon;
  /** The end of what a daemon has printed. */
  log(name: string): string;
  /** Writes a file below the cluster's folder and gives its path there. */
  write(path: string, text: string): string;
  close(): Promise<void>;
}

/**
 * Opens the ground.
 *
 * @param pause The program that is the first process.
 * @throws FaultlineError `LAB_FAILED` when it does not open.
 */
export async function openGround(pause: string, cgroups: Cgroups): Promise<Ground> {
  const namespaces = ["--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child", "--mount-proc"];
  const first = [pause, "-until-input-ends", ...cgroups.folders];
  // Its own process group: an interrupt at the terminal reaches us alone, and we close.
  const child = spawn("unshare", [...namespaces, ...first], {
    env: cleanEnvironment,
    stdio: "pipe",
    detached: true,
  });
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-1000);
  });
  const ended = once(child, "exit").catch((error: Error) => {
    said += error.message;
  });
  await Promise.race([once(child.stdout, "data"), ended, sleep(OPEN_WITHIN, null, { ref: false })]);
  const pid = child.pid === undefined ? null : childOf(child.pid);
  const started: ChildProcess[] = [];
  const close = async () => {
    child.stdin.end();
    for (const wrapper of started) wrapper.kill("SIGKILL");
    await Promise.race([ended, sleep(CLOSE_WITHIN, null, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await Promise.race([ended, sleep(CLOSE_WITHIN, null, { ref: false })]);
    // Nothing to do but where the first process itself was killed.
    removeCgroups(cgroups.folders);
  };
  if (pid === null) {
    await close();
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot open the namespaces of a cluster: ${said.trim() || "its first process is not there in time"}\nRun it as root, where namespaces may be made`,
    );
  }
  joinCgroup(cgroups, pid);
  const enter = (namespace: string | null) => [
    ...["nsenter", `--target=${pid}`, "--mount", "--pid", "--ipc", "--"],
    ...(namespace === null ? [] : ["ip", "netns", "exec", namespace]),
  ];
  const real = (path: string) => join(`/proc/${pid}/root`, CLUSTER_FOLDER, path);
  const ground: Ground = {
    pid,
    enter,
    run: (namespace, argv, options) => run([...enter(namespace), ...argv], options),
    must: (namespace, argv, options) => mustRun([...enter(namespace), ...argv], options),
    start(name, argv) {
      const wrapper = spawnDaemon(argv, real(`log/${name}`));
      started.push(wrapper);
      return daemonOf(name, wrapper);
    },
    log(name) {
      try {
        return readFileSync(real(`log/${name}`), "utf8").slice(-LOG_SHOWN);
      } catch {
        // It has not been started, or the cluster is gone: then it has said nothing.
        return "";
      }
    },
    write(path, text) {
      mkdirSync(dirname(real(path)), { recursive: true });
      writeFileSync(real(path), text);
      return join(CLUSTER_FOLDER, path);
    },
    close,
  };
  try {
    await ground.must(null, ["sh", "-e"], { input: `${ownFolders.join("\n")}\n` });
  } catch (error) {
    await close();
    throw error;
  }
  return ground;
}

/** How much of a log is shown, in octets. */
const LOG_SHOWN = 16 * 1024;

/** /run, /etc and /var of its own: no file of a cluster is left on the machine. */
const ownFolders = [
  "mount -t tmpfs -o mode=755 lab /run",
  "mkdir -p /run/netns /run/lock /run/cluster/log /run/etc /run/etc-work /run/var /run/var-work",
  "mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/etc-work lab /etc",
  "mount -t overlay -o lowerdir=/var,upperdir=/run/var,workdir=/run/var-work lab /var",
];

/**
 * nsenter(1) stands outside of the namespace that it enters, and stops itself when the daemon is stopped: the end of the namespace waits for
 * it to take the daemon's exit status. So it ends with this process, however this one ends. PR_SET_PDEATHSIG, prctl(2).
 */
function spawnDaemon(argv: readonly string[], log: string): ChildProcess {
  const file = openSync(log, "a");
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...argv], {
    env: cleanEnvironment,
    stdio: ["ignore", file, file],
    detached: true,
  });
  closeSync(file);
  // What it could not start is seen by whoever waits for it to be ready.
  child.on("error", () => {});
  return child;
}

function daemonOf(name: string, child: ChildProcess): Daemon {
  const isOver = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  // nsenter(1) stands before what has entered a namespace of processes.
  const inner = () => (isOver() || child.pid === undefined ? null : childOf(child.pid));
  const send = (signal: NodeJS.Signals) => {
    const pid = inner();
    if (pid === null) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It has just ended.
    }
  };
  return {
    name,
    pid: inner,
    signal: send,
    async kill() {
      if (isOver()) return;
      const exited = once(child, "exit");
      send("SIGKILL");
      await Promise.race([exited, sleep(CLOSE_WITHIN, null, { ref: false })]);
    },
  };
}

/** The only child of a process that forks once; `null` where it has none. proc_tid_children(5). */
export function childOf(pid: number): number | null {
  try {
    const [first = ""] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return first === "" ? null : Number(first);
  } catch {
    // It has ended.
    return null;
  }
}

/**
 * Looks until something is there.
 *
 * @throws FaultlineError `LAB_FAILED` when it is not in time, with what `why` tells.
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  bound: {
    readonly within: Ms;
    readonly signal?: AbortSignal | undefined;
    readonly why?: () => string;
    readonly every?: Ms;
  },
): Promise<T> {
  const deadline = performance.now() + bound.within;
  for (;;) {
    bound.signal?.throwIfAborted();
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > deadline)
      throw new FaultlineError(
        "LAB_FAILED",
        `Cannot build a cluster: ${what} is not there within ${bound.within / 1000} s: ${bound.why?.() ?? ""}\nRun it on a machine that has less to do`,
      );
    await sleep(bound.every ?? LOOK_EVERY);
  }
}
