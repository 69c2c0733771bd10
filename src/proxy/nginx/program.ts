import type { EpochMs } from "../../base/index.ts";
import { PROGRAM_PATIENCE, type ProxyContext, runsThere } from "../context.ts";
import { processesNamed } from "../started-at.ts";
import type { Directive } from "./directive.ts";
import { type Files, filesOfDump } from "./load.ts";
import type { BuiltPaths } from "./logs.ts";

/** What the program says of itself. */
export interface NginxBuild {
  readonly version: string | null;
  readonly paths: BuiltPaths;
}

/** `nginx -V`: version and the paths that it was built with. */
export async function askBuild({ vantage }: ProxyContext): Promise<NginxBuild> {
  const none = { prefix: null, errorLog: null, accessLog: null, pid: null };
  if (!runsThere(vantage)) return { version: null, paths: none };
  const ran = await vantage.run(["nginx", "-V"], { timeout: PROGRAM_PATIENCE });
  if (ran.outcome !== "ran") return { version: null, paths: none };
  const after = (option: string) =>
    new RegExp(`--${option}=(\\S+)`).exec(ran.stderr)?.[1]?.replaceAll("'", "") ?? null;
  return {
    version: /^nginx version: [^/]*\/([\d.]+)/m.exec(ran.stderr)?.[1] ?? null,
    paths: {
      prefix: after("prefix"),
      errorLog: after("error-log-path"),
      accessLog: after("http-log-path"),
      pid: after("pid-path"),
    },
  };
}

/** `nginx -T`: the configuration as the program reads it; the line of its error where it refuses it for what is written there. */
export async function askDump(
  file: string,
  prefix: string | null,
  { vantage }: ProxyContext,
): Promise<{ readonly files: Files } | { readonly refusal: string | null }> {
  if (!runsThere(vantage)) return { refusal: null };
  const ran = await vantage.run(["nginx", "-T", ...(prefix === null ? [] : ["-p", prefix]), "-c", file], {
    timeout: PROGRAM_PATIENCE,
  });
  if (ran.outcome !== "ran") return { refusal: null };
  if (ran.status === 0) return { files: filesOfDump(ran.stdout) };
  const line = /\[emerg\] (?:\d+#\d+: )?(.* in \/.*:\d+)$/m.exec(ran.stderr)?.[1] ?? null;
  return { refusal: line?.slice(0, 300) ?? null };
}

/** A running nginx: where its relative paths begin, and when it read its configuration. */
export interface NginxRunning {
  /** `null` where it was started without one. */
  readonly prefix: string | null;
  readonly loadedAt: EpochMs;
}

/**
 * The nginx that runs with a configuration: by its pid file, else by its arguments, which its master shows in its title. A reload
 * starts new workers: the oldest that serves tells when.
 */
export async function askRunning(
  file: string,
  { directives, pid }: { readonly directives: readonly Directive[]; readonly pid: string | null },
  { vantage }: ProxyContext,
): Promise<NginxRunning | null> {
  const processes = await processesNamed("nginx", vantage);
  const path = directives.find(({ name }) => name === "pid")?.words[0] ?? pid;
  const read = path?.startsWith("/") ? await vantage.read(path) : null;
  const told = read?.outcome === "read" ? Number(read.text.trim()) : null;
  const withFile = processes.filter(({ title }) => title.split(" ").includes(file));
  // A number of another namespace of processes means nothing here.
  const master =
    processes.find((each) => each.pid === told) ?? (withFile.length === 1 ? withFile[0] : undefined);
  if (master === undefined) return null;
  const workers = processes.filter(
    ({ parent, title }) =>
      parent === master.pid && title.includes("worker process") && !title.includes("shutting down"),
  );
  return {
    prefix: / -p ?(\S+)/.exec(master.title)?.[1] ?? null,
    loadedAt: Math.min(...(workers.length === 0 ? [master] : workers).map(({ startedAt }) => startedAt)),
  };
}
