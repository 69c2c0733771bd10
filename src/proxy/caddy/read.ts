import { startOf } from "../../evidence/index.ts";
import { adminCommand } from "../ask-http.ts";
import { certificatesField, folderOf, textsUnder } from "../certificates.ts";
import { MOST_PROBLEMS, PROGRAM_PATIENCE, type ProxyContext, runsThere } from "../context.ts";
import { newestChange } from "../file-facts.ts";
import type { ConfigurationAsked, ProxyRead } from "../proxy-read.ts";
import { processesNamed } from "../started-at.ts";
import { evaluateCaddy } from "./evaluate.ts";
import { loadCaddy } from "./load.ts";
import { readCaddyState } from "./state.ts";

/** Records what Caddy's configuration means for a request: the running one's, else that of its file. `null` and a gap where it cannot be read. */
export async function readCaddy(
  { file, request }: ConfigurationAsked,
  context: ProxyContext,
): Promise<ProxyRead | null> {
  const { clock, recorder, signal, vantage } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const loaded = await loadCaddy(file, request.port, context);
  if ("outcome" in loaded) {
    const isClosed = loaded.outcome === "permission";
    recorder.gap({
      boundary: "proxy",
      needs: `Caddy's configuration ${file}${loaded.why === null ? "" : `: ${loaded.why}`}`,
      reason: isClosed ? "permission" : "unreadable",
      allowBy: isClosed
        ? `Run as root, or let this user read ${file}`
        : `Let Caddy's admin interface be on, or see what this says: caddy adapt --config ${file}`,
    });
    return null;
  }
  const { logs, handler, ...meant } = evaluateCaddy(loaded.config, request);
  const [version, changedAt, processes] = await Promise.all([
    askVersion(context),
    newestChange(loaded.files, context),
    processesNamed("caddy", vantage),
  ]);
  const ours = processes.filter(({ title }) => title.split(" ").includes(file));
  const record = recorder.record(
    "proxy-configuration",
    {
      software: "caddy",
      version,
      from: loaded.from,
      files: loaded.files,
      ...certificatesField(
        textsUnder(loaded.config, (keys) =>
          /(?:load_files|load_pem_files) certificate$/.test(keys.slice(-2).join(" ")),
        ),
        folderOf(loaded.files),
      ),
      problems: loaded.problems.slice(0, MOST_PROBLEMS),
      ...meant,
      changedAt,
      loadedAt: ours.length === 0 ? null : Math.max(...ours.map(({ startedAt }) => startedAt)),
    },
    {
      ...{ boundary: "proxy", by: "observed", purpose: "context" },
      ...{ observedAt, took: clock.ticks() - ticks },
      command:
        loaded.from === "admin" && loaded.admin !== null
          ? adminCommand(loaded.admin, "/config/")
          : loaded.from === "program"
            ? `caddy adapt --config ${file}`
            : `cat ${loaded.files.join(" ")}`,
    },
  );
  const { route } = record.value;
  const upstream = route?.action.kind === "upstream" ? route.action.upstream : null;
  return {
    record,
    logs,
    async readState() {
      await readCaddyState({ admin: loaded.admin, version, upstream, handler }, context);
    },
  };
}

async function askVersion({ vantage }: ProxyContext): Promise<string | null> {
  if (!runsThere(vantage)) return null;
  const ran = await vantage.run(["caddy", "version"], { timeout: PROGRAM_PATIENCE });
  return ran.outcome === "ran" ? (/^v?(\d+\.\d+[\w.-]*)/.exec(ran.stdout.trim())?.[1] ?? null) : null;
}
