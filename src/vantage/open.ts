import { existsSync } from "node:fs";
import { constants } from "node:os";
import type { Ms } from "../base/index.ts";
import { KernelError } from "../sys/index.ts";
import { localVantage } from "./local.ts";
import { type NamespaceAsked, type OpenVantage, openNamespace } from "./namespace.ts";
import { type PodNamed, podNamed, podProcess } from "./pod-process.ts";
import { type ClockOffset, openShell, sshArguments } from "./ssh.ts";

/** A vantage as it was asked for. */
export type VantageAsked =
  | { readonly kind: "local" }
  /** A name under /run/netns, or a path. */
  | { readonly kind: "netns"; readonly netns: string }
  | { readonly kind: "pid"; readonly pid: number }
  /** As the user's ssh takes it: `ops@app1`. */
  | { readonly kind: "ssh"; readonly destination: string }
  /** Named by the configuration, and not to be had by this version. */
  | { readonly kind: "agent" | "pod"; readonly named: string };

/** A vantage that can be looked from, or why not. */
export type Opening =
  | (OpenVantage & { readonly outcome: "opened"; readonly clock: ClockOffset | null })
  | {
      readonly outcome: "permission" | "missing-tool" | "unreachable" | "not-supported";
      /** Why, as the end of a sentence. */
      readonly why: string;
      /** What to do to let it be had. */
      readonly allowBy: string;
    };

/** How long one vantage may take to open. */
const PATIENCE: Ms = 5_000;

const { ENOENT, EINVAL, EPERM, EACCES, ENOTDIR } = constants.errno;

/** Opens a vantage within five seconds. Never throws for what is not there. */
export async function openVantage(name: string, asked: VantageAsked): Promise<Opening> {
  switch (asked.kind) {
    case "local":
      return { outcome: "opened", vantage: localVantage(name), close: () => {}, clock: null };
    case "netns":
    case "pid":
      return openByPath(namespaceOf(name, asked));
    case "ssh":
      return openBySsh(name, asked.destination);
    case "pod":
      return openPod(name, asked.named);
    case "agent":
      return {
        outcome: "not-supported",
        why: "it is an agent: not supported yet",
        allowBy: "Name it as netns or ssh in the configuration",
      };
  }
}

/** A Pod, by the namespaces of a process of it that runs on this host. */
async function openPod(name: string, named: string): Promise<Opening> {
  const found = await podProcess(podNamed(named));
  if (found !== null) return openByPath(namespaceOf(name, { kind: "pid", pid: found.pid }));
  return {
    outcome: "unreachable",
    why: `no process of the Pod ${named} is seen on this host`,
    allowBy: `Run as root on the node that it runs on, or look inside by hand: kubectl ${execOf(podNamed(named))}`,
  };
}

const execOf = ({ namespace, name }: PodNamed): string =>
  `${namespace === null ? "" : `-n ${namespace} `}exec -it ${name} -- sh`;

/** Where a namespace and its files are. */
export function namespaceOf(
  name: string,
  asked: Extract<VantageAsked, { readonly kind: "netns" | "pid" }>,
): NamespaceAsked {
  if (asked.kind === "pid") return { name, path: `/proc/${asked.pid}/ns/net`, pid: asked.pid, etc: null };
  const { netns } = asked;
  const short = netns.replace(/^(?:\/var)?\/run\/netns\//, "");
  const isNamed = !short.includes("/");
  return {
    name,
    path: isNamed ? `/run/netns/${short}` : netns,
    pid: null,
    etc: isNamed ? `/etc/netns/${short}` : null,
  };
}

async function openByPath(asked: NamespaceAsked): Promise<Opening> {
  try {
    const open = await openNamespace(asked);
    if (open !== null) return { outcome: "opened", ...open, clock: null };
    return {
      outcome: "missing-tool",
      why: "a shell, unshare or mount is missing",
      allowBy: "Install util-linux",
    };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    return hindrance(error, asked);
  }
}

/** Why the kernel does not let this process into a namespace. setns(2). */
export function hindrance(
  { errno }: KernelError,
  { path, pid }: NamespaceAsked,
): Exclude<Opening, { readonly outcome: "opened" }> {
  if (errno === EPERM || errno === EACCES) {
    // The kernel shows what a process has under /proc to whoever may trace it: proc_pid_ns(5).
    const also = pid !== null || /^\/proc\/\d+\//.test(path) ? " and CAP_SYS_PTRACE" : "";
    return {
      outcome: "permission",
      why: `this process may not enter ${path}`,
      allowBy: `Run as root, or with the capability CAP_SYS_ADMIN${also}`,
    };
  }
  if ((errno === ENOENT || errno === ENOTDIR) && !existsSync("/proc/thread-self/ns/net")) {
    // The way back is what is missing.
    return {
      outcome: "unreachable",
      why: `${path} cannot be entered without /proc`,
      allowBy: "Mount it: mount -t proc proc /proc",
    };
  }
  if (errno === ENOENT || errno === ENOTDIR) {
    return {
      outcome: "unreachable",
      why: pid === null ? `there is no ${path}` : `there is no process ${pid}`,
      allowBy: pid === null ? "See which there are: ip netns list" : `See what runs: ps -p ${pid}`,
    };
  }
  const what = errno === EINVAL ? "is no network namespace" : `cannot be entered (errno ${errno})`;
  return { outcome: "unreachable", why: `${path} ${what}`, allowBy: "See which there are: ip netns list" };
}

async function openBySsh(name: string, destination: string): Promise<Opening> {
  const seconds = Math.ceil(PATIENCE / 1000);
  const opened = await openShell(name, [...sshArguments(destination, seconds), "sh"], PATIENCE);
  if ("open" in opened) return { outcome: "opened", ...opened.open, clock: opened.offset };
  const said = opened.complaint.slice(0, 200);
  if (said.includes("ENOENT")) {
    return { outcome: "missing-tool", why: "there is no ssh on this host", allowBy: "Install an ssh client" };
  }
  const isKeyUnknown = /host key verification/i.test(said);
  const isRefused = isKeyUnknown || /permission denied/i.test(said);
  return {
    outcome: isRefused ? "permission" : "unreachable",
    why: `ssh to ${destination} ${said === "" ? "gave no answer within 5 s" : said.startsWith("ended ") ? said : `says: ${said}`}`,
    // Unknown or changed: which of them, ssh alone says at length, and only the host's owner knows whether that is right.
    allowBy: isKeyUnknown
      ? `Compare its host key with what its owner says, put that one into known_hosts, then: ssh -o BatchMode=yes ${destination} true`
      : `Make this work without a question: ssh -o BatchMode=yes ${destination} true`,
  };
}
