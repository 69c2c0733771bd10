import { startOf } from "../../evidence/index.ts";
import { adminCommand } from "../ask-http.ts";
import { certificatesField, folderOf, textsUnder } from "../certificates.ts";
import { MOST_PROBLEMS, type ProxyContext } from "../context.ts";
import { newestChange } from "../file-facts.ts";
import type { ConfigurationAsked, ProxyRead } from "../proxy-read.ts";
import { evaluateTraefik } from "./evaluate.ts";
import { loadTraefik } from "./load.ts";
import { readTraefikState } from "./state.ts";

/** Records what Traefik's configuration means for a request; `null` and a gap where it cannot be read. */
export async function readTraefik(
  { file, request }: ConfigurationAsked,
  context: ProxyContext,
): Promise<ProxyRead | null> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const loaded = await loadTraefik(file, context);
  if ("outcome" in loaded) {
    const isClosed = loaded.outcome === "permission";
    recorder.gap({
      boundary: "proxy",
      needs: `Traefik's configuration ${file}${loaded.why === null ? "" : `: ${loaded.why}`}`,
      reason: isClosed ? "permission" : "unreadable",
      allowBy: isClosed
        ? `Run as root, or let this user read ${file}`
        : `Name the file of YAML or TOML that Traefik runs with; see why this fails: cat ${file}`,
    });
    return null;
  }
  const { config, version, startedAt, admin } = loaded;
  const { logs, ...meant } = evaluateTraefik(config, request);
  const changedAt = await newestChange(loaded.files, context);
  const record = recorder.record(
    "proxy-configuration",
    {
      software: "traefik",
      version,
      from: loaded.from,
      files: loaded.files,
      ...certificatesField(
        loaded.trees.flatMap((tree) => textsUnder(tree, (keys) => /^certfile$/i.test(keys.at(-1) ?? ""))),
        folderOf(loaded.files),
      ),
      problems: loaded.problems.slice(0, MOST_PROBLEMS),
      ...meant,
      changedAt,
      loadedAt: startedAt,
    },
    {
      ...{ boundary: "proxy", by: "observed", purpose: "context" },
      ...{ observedAt, took: clock.ticks() - ticks },
      command:
        loaded.files.length === 0 && admin !== null
          ? adminCommand(admin, "/api/rawdata")
          : `cat ${loaded.files.join(" ")}`,
    },
  );
  const { route } = record.value;
  const service = route?.action.kind === "upstream" ? route.action.upstream.name : null;
  return {
    record,
    logs,
    async readState() {
      await readTraefikState({ admin, version, startedAt, service }, context);
    },
  };
}
