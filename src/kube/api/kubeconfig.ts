import { access, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";

/** Where the account of a Pod is. Kubernetes, "Accessing the API from a Pod". */
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Largest kubeconfig that is read, in octets. */
const LARGEST = 4 * 1024 * 1024;

/** What was asked for: a file, or `null` for where kubectl looks; a context, or `null` for the current one. */
export interface ClusterAsked {
  readonly kubeconfig: string | null;
  readonly context: string | null;
}

/** A kubeconfig with its context chosen, or why there is none. */
export type ConfigRead =
  | { readonly outcome: "read"; readonly config: KubeConfig; readonly context: string }
  | {
      readonly outcome: "no-config" | "bad-config" | "no-context";
      readonly why: string;
      readonly allowBy: string;
    };

/**
 * Reads the kubeconfig as kubectl does: the named file, else those of `KUBECONFIG`, else `~/.kube/config`, else the account of
 * the Pod that this runs in. Where there is none it says so, and never falls back to localhost.
 */
export async function readKubeconfig(
  asked: ClusterAsked,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConfigRead> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  const own = join(env["HOME"] ?? homedir(), ".kube", "config");
  const files = asked.kubeconfig !== null ? [asked.kubeconfig] : listed.length > 0 ? listed : [own];
  const found = await Promise.all(files.map(async (file) => ({ file, text: await textOf(file) })));
  const there = found.flatMap(({ file, text }) => (typeof text === "string" ? [{ file, text }] : []));
  if (there.length === 0) {
    const unread = found.find(({ text }) => text === undefined);
    if (asked.kubeconfig === null && listed.length === 0 && unread === undefined && (await isInPod(env))) {
      const config = new KubeConfig();
      config.loadFromCluster();
      return choose(config, asked.context, "the account of this Pod");
    }
    return {
      outcome: "no-config",
      why:
        unread === undefined
          ? `there is no kubeconfig at ${files.join(", ")}`
          : `the kubeconfig ${unread.file} cannot be read`,
      allowBy: "Name one with kubernetes: {kubeconfig: FILE} in the configuration, or set KUBECONFIG",
    };
  }
  const merged = new KubeConfig();
  const parts: KubeConfig[] = [];
  for (const { file, text } of there) {
    const part = new KubeConfig();
    try {
      part.loadFromString(text, { onInvalidEntry: "filter" });
      part.makePathsAbsolute(dirname(file));
    } catch {
      // The package throws whatever its YAML parser and an unexpected shape bring about; its words may quote the file.
      return { outcome: "bad-config", why: `${file} is no kubeconfig`, allowBy: `Look at ${file}` };
    }
    parts.push(part);
  }
  // Of two entries of one name the first counts, as for kubectl; the package would throw.
  merged.loadFromOptions({
    clusters: firstOfName(parts.flatMap(({ clusters }) => clusters)),
    users: firstOfName(parts.flatMap(({ users }) => users)),
    contexts: firstOfName(parts.flatMap(({ contexts }) => contexts)),
    currentContext: parts
      .map(({ currentContext }) => currentContext)
      .find((name) => typeof name === "string" && name !== ""),
  });
  return choose(merged, asked.context, there.map(({ file }) => file).join(", "));
}

function choose(config: KubeConfig, context: string | null, from: string): ConfigRead {
  const name = context ?? config.currentContext;
  const refuse = (why: string, allowBy: string): ConfigRead => ({ outcome: "no-context", why, allowBy });
  const names = config.contexts.slice(0, 20).map((one) => one.name);
  const nameOne = `Name one with kubernetes: {context: NAME}: ${names.join(", ")}`;
  if (!name) return refuse(`${from} has no current context`, nameOne);
  config.setCurrentContext(name);
  if (config.getContextObject(name) === null) return refuse(`${from} has no context ${name}`, nameOne);
  const cluster = config.getCurrentCluster();
  if (cluster === null) return refuse(`context ${name} of ${from} names no cluster that is there`, nameOne);
  if (!URL.canParse(cluster.server) || !/^https?:/.test(cluster.server))
    return refuse(`the cluster of context ${name} has no usable server URL`, `Look at ${from}`);
  return { outcome: "read", config, context: name };
}

const firstOfName = <T extends { readonly name: string }>(entries: readonly T[]): T[] =>
  entries.filter(({ name }, index) => entries.findIndex((other) => other.name === name) === index);

/** `null` where there is none, `undefined` where it cannot be read. */
async function textOf(file: string): Promise<string | null | undefined> {
  try {
    const text = await readFile(file, "utf8");
    return text.length > LARGEST ? undefined : text;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : undefined; // What node:fs throws has a code.
  }
}

async function isInPod(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (!env["KUBERNETES_SERVICE_HOST"] || !env["KUBERNETES_SERVICE_PORT"]) return false;
  try {
    await access(join(ACCOUNT, "token"));
    return true;
  } catch {
    return false;
  }
}
