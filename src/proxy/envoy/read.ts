import { startOf } from "../../evidence/index.ts";
import { adminCommand } from "../ask-http.ts";
import { certificatesField, folderOf, textsUnder } from "../certificates.ts";
import { MOST_PROBLEMS, type ProxyContext } from "../context.ts";
import { newestChange } from "../file-facts.ts";
import type { ConfigurationAsked, ProxyRead } from "../proxy-read.ts";
import { processesNamed } from "../started-at.ts";
import { evaluateEnvoy } from "./evaluate.ts";
import { type EnvoyConfig, loadEnvoy } from "./load.ts";
import { readEnvoyState } from "./state.ts";

/** Records what Envoy's configuration means for a request: the running one's, else that of its files. `null` and a gap where it cannot be read. */
export async function readEnvoy(
  { file, request }: ConfigurationAsked,
  context: ProxyContext,
): Promise<ProxyRead | null> {
  const { clock, recorder, signal, vantage } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const loaded = await loadEnvoy(file, context);
  if ("outcome" in loaded) {
    const [problem] = loaded.problems;
    recorder.gap({
      boundary: "proxy",
      needs: `Envoy's configuration ${file}${problem === undefined ? "" : `: ${problem.what}`}`,
      reason: loaded.outcome === "permission" ? "permission" : "unreadable",
      allowBy:
        loaded.outcome === "permission"
          ? `Run as root, or let this user read ${file}`
          : `Name the file that Envoy runs with; see why this fails: cat ${file}`,
    });
    return null;
  }
  const { logs, ...meant } = evaluateEnvoy(loaded.config, request);
  const [changedAt, processes] = await Promise.all([
    newestChange(loaded.files, context),
    loaded.startedAt === null ? processesNamed("envoy", vantage) : [],
  ]);
  const ours = processes.filter(({ title }) => title.split(" ").includes(file));
  const loadedAt =
    loaded.startedAt ?? (ours.length === 0 ? null : Math.max(...ours.map(({ startedAt }) => startedAt)));
  const record = recorder.record(
    "proxy-configuration",
    {
      software: "envoy",
      version: loaded.version,
      from: loaded.from,
      files: loaded.files,
      ...certificatesField(
        treesOf(loaded.config).flatMap((tree) => textsUnder(tree, isCertificate)),
        folderOf(loaded.files),
      ),
      problems: loaded.problems.slice(0, MOST_PROBLEMS),
      ...meant,
      changedAt,
      loadedAt,
    },
    {
      ...{ boundary: "proxy", by: "observed", purpose: "context" },
      ...{ observedAt, took: clock.ticks() - ticks },
      command:
        loaded.from === "admin" && loaded.admin !== null
          ? adminCommand(loaded.admin, "/config_dump?include_eds")
          : `cat ${loaded.files.join(" ")}`,
    },
  );
  const { route } = record.value;
  return {
    record,
    logs,
    async readState() {
      const cluster = route?.action.kind === "upstream" ? route.action.upstream.name : null;
      await readEnvoyState({ admin: loaded.admin, config: loaded.config, cluster }, context);
    },
  };
}

const treesOf = ({ bootstrap, listeners, clusters }: EnvoyConfig) => [
  bootstrap,
  ...listeners,
  ...clusters.values(),
];

/** `certificate_chain: {filename: …}`, and the same of `trusted_ca`. */
const isCertificate = (keys: readonly string[]): boolean =>
  /^(?:certificate_?chain|trusted_?ca) filename$/i.test(keys.slice(-2).join(" "));
