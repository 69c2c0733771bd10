import type { Ms } from "../../base/index.ts";
import type { PathEntry } from "../../config/index.ts";
import {
  type Evidence,
  type ProxyConfiguration,
  type ProxyUpstream,
  type Recorder,
  takesRequests,
} from "../../evidence/index.ts";
import {
  type LogAsked,
  type NamedLogs,
  type OursAsked,
  type ProxyRequest,
  readAccessLog,
  readErrorLog,
  readProxy,
  readZone,
} from "../../proxy/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { Walk } from "../walk.ts";
import type { UpstreamAsked } from "./hop-task.ts";

/** A proxy of the path, and where it is. */
export interface ProxyAt {
  readonly hop: number;
  readonly entry: Extract<PathEntry, { readonly kind: "proxy" }>;
  readonly vantage: Vantage;
}

/** What is known of a proxy once its configuration is read. */
export interface ProxyKnown {
  readonly configuration: Evidence<"proxy-configuration"> | null;
  readonly logs: NamedLogs | null;
}

/** Reads a proxy's effective configuration and what it says of its upstreams. */
export async function readProxyAt(
  { hop, entry, vantage }: ProxyAt,
  request: ProxyRequest,
  { recorder, clock, signal }: Walk,
): Promise<ProxyKnown> {
  const context = { vantage, recorder: recorder.ofHop(hop).at(vantage.name), clock, signal };
  if (entry.software === null || entry.config === null) return { configuration: null, logs: null };
  const read = await readProxy({ software: entry.software, file: entry.config, request }, context);
  if (read === null) return { configuration: null, logs: null };
  await read.readState();
  return { configuration: read.record, logs: read.logs };
}

/** Where the route of this request leads. */
export const upstreamOf = (value: ProxyConfiguration): ProxyUpstream | null =>
  value.route?.action.kind === "upstream" ? value.route.action.upstream : null;

/** The servers of an upstream, as a look at them asks for them. */
export const serversOf = ({
  name,
  servers,
  tls,
  sendsProxyProtocol,
}: ProxyUpstream): readonly UpstreamAsked[] =>
  servers.filter(takesRequests).flatMap(({ host, port, isBackup }): readonly UpstreamAsked[] =>
    port === null
      ? []
      : [
          {
            upstream: name,
            host,
            port,
            isBackup,
            tls,
            sendsProxyHeader: sendsProxyProtocol !== "none",
          },
        ],
  );

/** Which requests a log is searched for. */
export interface LogSearch {
  readonly path: string;
  readonly host: string | null;
  readonly method: string | null;
  /** Addresses that the run's requests came from, as the log's writer sees them. */
  readonly clients: readonly string[];
  /** Ids that they, or their answers, bore. */
  readonly requestIds: readonly string[];
  /** When the run's own requests were made. */
  readonly ours: Pick<OursAsked, "from" | "until" | "answers">;
}

/** Requests of others count that were made so long before the run. docs/contract.md, "Status". */
export const BEFORE: Ms = 300_000;

/** One log of a hop. */
export interface LogAt {
  readonly hop: number;
  readonly vantage: Vantage;
  readonly software: LogAsked["software"];
  readonly kind: "access" | "errors";
  readonly file: string;
  /** The format's text; `null` where the lines are to tell. */
  readonly format: string | null;
}

/** The logs of a proxy: those that the configuration of the check names, else those of the proxy's own. */
export function logsOf({ hop, entry, vantage }: ProxyAt, { logs }: ProxyKnown): readonly LogAt[] {
  const at = { hop, vantage, software: entry.software ?? "application" } as const;
  const access = logs?.access.filter(({ target }) => target.startsWith("/")) ?? [];
  const errors = logs?.errors.filter(({ target }) => target.startsWith("/")) ?? [];
  const formatOf = (file: string) => access.find(({ target }) => target === file)?.text ?? null;
  const accessFiles = entry.accessLog === null ? access.map(({ target }) => target) : [entry.accessLog];
  const errorFiles = entry.errorLog === null ? errors.map(({ target }) => target) : [entry.errorLog];
  return [
    ...[...new Set(accessFiles)].map(
      (file): LogAt => ({ ...at, kind: "access", file, format: formatOf(file) }),
    ),
    ...[...new Set(errorFiles)].map((file): LogAt => ({ ...at, kind: "errors", file, format: null })),
  ];
}

/** Reads one log for the requests of this run, and those of others for the same route. */
export async function readLogAt(log: LogAt, search: LogSearch, walk: Walk): Promise<void> {
  const { recorder, clock, signal } = walk;
  const { hop, vantage, software, file, format, kind } = log;
  const context = { recorder: recorder.ofHop(hop).at(vantage.name), clock, signal };
  const { path, host, method, clients, ours, requestIds } = search;
  const asked: LogAsked = {
    vantage,
    software,
    path: file,
    route: { host, path, method, prefix: null },
    ours: { clients, ...ours, requestIds },
    window: { from: ours.from - BEFORE, until: clock.now() },
    zone: await readZone(vantage),
    clockOffset: offsetOf(recorder, vantage.name),
  };
  if (kind === "errors") await readErrorLog(asked, context);
  else await readAccessLog({ ...asked, format }, context);
}

/** How far a vantage's clock is ahead of this one's. */
function offsetOf({ evidence }: Recorder, name: string): Ms {
  const reading = evidence.findLast(
    (record): record is Evidence<"clock-reading"> =>
      record.kind === "clock-reading" && record.value.of === name,
  );
  return reading?.value.offset ?? 0;
}
