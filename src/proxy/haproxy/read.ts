import { type Evidence, startOf } from "../../evidence/index.ts";
import { certificatesField } from "../certificates.ts";
import { MOST_PROBLEMS, PROGRAM_PATIENCE, type ProxyContext, runsThere } from "../context.ts";
import { newestChange } from "../file-facts.ts";
import type { NamedLogs } from "../logs.ts";
import type { ProxyRequest } from "../request.ts";
import { processesNamed } from "../started-at.ts";
import { evaluateHaproxy } from "./evaluate.ts";
import { loadHaproxy } from "./load.ts";
import { logsOf } from "./logs.ts";
import { globalLines } from "./proxy.ts";
import type { Sections } from "./sections.ts";

/** Which configuration is read, and for which request. */
export interface HaproxyAsked {
  /** Absolute paths at the vantage, files and folders, in the order of the program's `-f`. */
  readonly files: readonly string[];
  readonly request: ProxyRequest;
  /** Variables that the configuration may name; what is not given is a problem in the record. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What was read of haproxy. */
export interface HaproxyRead {
  readonly record: Evidence<"proxy-configuration">;
  readonly logs: NamedLogs;
  readonly sections: Sections;
}

/** Records what haproxy's configuration means for a request; `null` and a gap where it cannot be read. */
export async function readHaproxy(asked: HaproxyAsked, context: ProxyContext): Promise<HaproxyRead | null> {
  const { clock, recorder, signal, vantage } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const loaded = await loadHaproxy(asked.files, { vantage, signal, environment: asked.environment ?? {} });
  for (const file of loaded.forbidden)
    recorder.gap({
      boundary: "proxy",
      needs: `haproxy's configuration ${file}`,
      reason: "permission",
      allowBy: `Run as root, or let this user read ${file}`,
    });
  const [first = ""] = asked.files;
  if (loaded.files.length === 0) {
    if (loaded.forbidden.length === 0)
      recorder.gap({
        boundary: "proxy",
        needs: `haproxy's configuration ${first}`,
        reason: "unreadable",
        allowBy: `Name the files that haproxy runs with; see why this fails: cat ${first}`,
      });
    return null;
  }
  const { frontend, backend: _, ...meant } = evaluateHaproxy(loaded.sections, asked.request, loaded.lines);
  const [version, changedAt, loadedAt] = await Promise.all([
    askVersion(context),
    newestChange(loaded.files, context),
    askLoadedAt(asked.files, context),
  ]);
  const record = recorder.record(
    "proxy-configuration",
    {
      software: "haproxy",
      version,
      from: "files",
      files: loaded.files,
      ...certificatesField(...certificatesIn(loaded.sections)),
      problems: loaded.problems.slice(0, MOST_PROBLEMS),
      ...meant,
      changedAt,
      loadedAt,
    },
    {
      boundary: "proxy",
      by: "observed",
      purpose: "context",
      observedAt,
      took: clock.ticks() - ticks,
      command: `cat ${loaded.files.join(" ")}`,
    },
  );
  return { record, logs: logsOf(globalLines(loaded.sections), frontend), sections: loaded.sections };
}

async function askVersion({ vantage }: ProxyContext): Promise<string | null> {
  if (!runsThere(vantage)) return null;
  const ran = await vantage.run(["haproxy", "-v"], { timeout: PROGRAM_PATIENCE });
  return ran.outcome === "ran" ? (/version (\d[\w.]*)/.exec(ran.stdout)?.[1] ?? null) : null;
}

/** The start of the youngest process with these files: a reload starts a new one. */
async function askLoadedAt(files: readonly string[], { vantage }: ProxyContext): Promise<number | null> {
  const all = await processesNamed("haproxy", vantage);
  const ours = all.filter(({ title }) => files.every((file) => title.split(" ").includes(file)));
  return ours.length === 0 ? null : Math.max(...ours.map(({ startedAt }) => startedAt));
}

/** What `crt` and `ca-file` name, and the folder that they are below: haproxy's configuration manual, "crt-base". */
function certificatesIn({ all }: Sections): readonly [readonly string[], string] {
  const lines = all.flatMap((section) => section.lines);
  const base = lines.find(({ words }) => words[0] === "crt-base")?.words[1] ?? "/";
  return [
    lines.flatMap(({ words }) =>
      words.filter((_, index) => /^(?:crt|ca-file)$/.test(words[index - 1] ?? "")),
    ),
    base,
  ];
}
