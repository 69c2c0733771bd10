import { type Evidence, startOf } from "../../evidence/index.ts";
import { certificatesField, folderOf } from "../certificates.ts";
import { MOST_PROBLEMS, type ProxyContext } from "../context.ts";
import { kindOfPath, newestChange } from "../file-facts.ts";
import type { NamedLogs } from "../logs.ts";
import type { ProxyRequest } from "../request.ts";
import type { Directive, Problem } from "./directive.ts";
import { evaluateNginx, type NginxMeaning } from "./evaluate.ts";
import { type Loaded, loadNginx } from "./load.ts";
import { askBuild, askDump, askRunning, type NginxBuild } from "./program.ts";
import type { FileKind } from "./state.ts";

/** Which configuration is read, and for which request. */
export interface NginxAsked {
  /** Absolute path at the vantage. */
  readonly file: string;
  readonly request: ProxyRequest;
  /** The program may print its configuration: `nginx -T` opens logs and resolves the names in it. */
  readonly mayAskProgram: boolean;
}

/** What was read of nginx. */
export interface NginxRead {
  readonly record: Evidence<"proxy-configuration">;
  readonly logs: NamedLogs;
  readonly directives: readonly Directive[];
}

/** Rounds of looking for files that `try_files` and the like ask for: each round may ask for more. */
const MOST_ROUNDS = 6;
/** Files looked for at most. */
const MOST_FILES = 60;

/** Records what nginx's configuration means for a request; `null` and a gap where it cannot be read. */
export async function readNginx(asked: NginxAsked, context: ProxyContext): Promise<NginxRead | null> {
  const { clock, recorder, signal, vantage } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const build = await askBuild(context);
  const written = await loadNginx(asked.file, vantage, signal);
  const { pid } = build.paths;
  const running = await askRunning(asked.file, { directives: written.directives, pid }, context);
  const prefix = running?.prefix ?? build.paths.prefix;
  const dump = asked.mayAskProgram ? await askDump(asked.file, prefix, context) : { refusal: null };
  const isDump = "files" in dump;
  const loaded = isDump ? await loadNginx(asked.file, dump.files, signal) : written;
  for (const file of loaded.forbidden)
    recorder.gap({
      boundary: "proxy",
      needs: `nginx's configuration ${file}`,
      reason: "permission",
      allowBy: `Run as root, or let this user read ${file}`,
    });
  if (loaded.files.length === 0) {
    if (loaded.forbidden.length === 0)
      recorder.gap({
        boundary: "proxy",
        needs: `nginx's configuration ${asked.file}`,
        reason: "unreadable",
        allowBy: `Name the file that nginx runs with; see why this fails: cat ${asked.file}`,
      });
    return null;
  }
  const refusals: readonly Problem[] =
    isDump || dump.refusal === null ? [] : [{ where: asked.file, what: `nginx refuses it: ${dump.refusal}` }];
  const { directives } = loaded;
  const paths = { ...build.paths, prefix };
  const [meaning, changedAt] = await Promise.all([
    evaluate(loaded, asked.request, { ...build, paths }, context),
    newestChange(loaded.files, context),
  ]);
  const { logs, ...meant } = meaning;
  const record = recorder.record(
    "proxy-configuration",
    {
      software: "nginx",
      version: build.version,
      from: isDump ? "program" : "files",
      files: loaded.files,
      ...certificatesField(certificatesIn(directives), folderOf(loaded.files)),
      problems: [...refusals, ...loaded.problems].slice(0, MOST_PROBLEMS),
      ...meant,
      changedAt,
      loadedAt: running?.loadedAt ?? null,
    },
    {
      boundary: "proxy",
      by: "observed",
      purpose: "context",
      observedAt,
      took: clock.ticks() - ticks,
      command: isDump ? `nginx -T -c ${asked.file}` : `cat ${asked.file}`,
    },
  );
  return { record, logs, directives };
}

/** Evaluates, looks for the files that it asked for, and evaluates again until nothing is asked that is not known. */
async function evaluate(
  { directives }: Loaded,
  request: ProxyRequest,
  { version, paths }: NginxBuild,
  context: ProxyContext,
): Promise<NginxMeaning> {
  const known = new Map<string, FileKind | null>();
  for (let round = 0; ; round += 1) {
    const wanted = new Set<string>();
    const kindOfFile = (path: string): FileKind | null => {
      const kind = known.get(path);
      if (kind === undefined) wanted.add(path);
      return kind ?? null;
    };
    const meaning = evaluateNginx(directives, request, { version, paths, kindOfFile });
    if (wanted.size === 0 || round === MOST_ROUNDS || known.size > MOST_FILES) return meaning;
    for (const path of wanted) known.set(path, await kindOfPath(path, context));
  }
}

/** What `ssl_certificate` and `proxy_ssl_certificate` name, in every block. A path is below the folder of the configuration. */
const certificatesIn = (directives: readonly Directive[]): readonly string[] =>
  directives.flatMap(({ name, words, block }) => [
    ...(/^(?:proxy_|grpc_|uwsgi_)?ssl_(?:client_|trusted_)?certificate$/.test(name) ? words.slice(0, 1) : []),
    ...(block === null ? [] : certificatesIn(block)),
  ]);
