import { type Endpoint, readChanges, readProcess } from "../../app/index.ts";
import { type EpochMs, isAddress, isLoopback } from "../../base/index.ts";
import type { PathEntry } from "../../config/index.ts";
import { ownerOf } from "../../diagnose/index.ts";
import type { Evidence, ProcessState } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { Behind } from "./behind.ts";
import { readLogAt } from "./look-at-proxy.ts";
import { requestAt } from "./proxy-request.ts";
import { idsOfAnswers } from "./request-ids.ts";

/** A server of the path whose own host is in view. */
interface ServerSeen {
  readonly hop: number;
  readonly entry: PathEntry;
  readonly vantage: Vantage;
  readonly endpoint: Endpoint;
}

/** The looks at the processes of a path, before and after the hops are asked. */
export interface AppLooks {
  /** Reads again what tells by its growth, the applications' logs, and what changed on their hosts not long before the run. */
  readonly again: () => Promise<void>;
}

/**
 * Looks at the process behind each proxy and application of the path whose host is in view.
 */
export async function lookAtApps(behind: Behind): Promise<AppLooks> {
  const began = behind.walk.recorder.evidence[0]?.observedAt ?? behind.walk.clock.now();
  const seen = serversSeen(behind);
  const states = new Map<number, readonly ProcessState[]>();
  await Promise.all(
    seen.map(async (server) => {
      states.set(server.hop, await readStates(server, behind));
    }),
  );
  return {
    async again() {
      // Only now is it known which addresses the names of the hops have.
      const again = serversSeen(behind).filter(({ hop }) => {
        const before = states.get(hop);
        return before === undefined || before.some(({ cpu }) => cpu !== null);
      });
      await Promise.all([
        ...again.map(async (server) => {
          const processes = await readStates(server, behind);
          if (!states.has(server.hop)) states.set(server.hop, processes);
        }),
        ...appLogs(behind).map((log) => readAppLog(log, began, behind)),
      ]);
      await Promise.all(
        serversSeen(behind).map((server) =>
          readChanges(
            { until: began, processes: states.get(server.hop) ?? [], ...filesOf(server, behind) },
            contextOf(server, behind),
          ),
        ),
      );
    },
  };
}

async function readStates(server: ServerSeen, behind: Behind): Promise<readonly ProcessState[]> {
  const records = await readProcess(server.endpoint, contextOf(server, behind));
  return records.map(({ value }) => value);
}

const contextOf = ({ hop, vantage }: Pick<ServerSeen, "hop" | "vantage">, { walk }: Behind) => ({
  vantage,
  recorder: walk.recorder.ofHop(hop).at(vantage.name),
  clock: walk.clock,
  signal: walk.signal,
});

/** A hop's own host is the vantage that has the address. docs/contract.md, "Configuration". */
function serversSeen(behind: Behind): readonly ServerSeen[] {
  const { walk, placed, vantages } = behind;
  const { evidence } = walk.recorder;
  return placed.flatMap(({ hop, entry }): readonly ServerSeen[] => {
    if (entry.kind === "database") return [];
    const { address, port } = endpointOf(hop, entry, behind);
    const at = entry.at ?? walk.vantage.name;
    const owner = address === null ? null : isLoopback(address) ? at : ownerOf(evidence, address);
    // A proxy's files lie at its own host; that of an application is known by its address alone.
    const vantage = vantages.get(owner ?? (entry.kind === "proxy" ? at : ""));
    return vantage === undefined ? [] : [{ hop, entry, vantage, endpoint: { address, port } }];
  });
}

function endpointOf(hop: number, entry: PathEntry, behind: Behind): Endpoint {
  const { evidence } = behind.walk.recorder;
  const { address: reached, port } = requestAt(hop, behind);
  if (hop === 1) return { address: reached, port };
  const url = entry.url !== null && URL.canParse(entry.url) ? new URL(entry.url) : null;
  const host = (url?.hostname ?? "").replace(/^\[|\]$/g, "");
  if (isAddress(host)) return { address: host, port };
  if (host === "localhost") return { address: "127.0.0.1", port };
  const connect = evidence.findLast(
    (record): record is Evidence<"tcp-connect"> =>
      record.kind === "tcp-connect" && record.hop === hop && record.purpose === "reference",
  );
  return { address: connect?.value.address ?? null, port };
}

/** The files that a proxy is configured by, and the certificates that they name. */
function filesOf({ hop, entry }: ServerSeen, { walk }: Behind) {
  const named = entry.kind === "proxy" && entry.config !== null ? [entry.config] : [];
  const read = walk.recorder.evidence
    .filter((record): record is Evidence<"proxy-configuration"> => record.kind === "proxy-configuration")
    .filter((record) => (record.hop ?? 1) === hop)
    .map(({ value }) => value);
  return {
    configurations: [...named, ...read.flatMap(({ files }) => files)],
    certificates: read.flatMap(({ certificates }) => certificates ?? []),
  };
}

/** A log of an application, and the vantage where it lies. */
interface AppLog {
  readonly hop: number;
  readonly vantage: Vantage;
  readonly file: string;
}

const appLogs = ({ walk, placed, vantages }: Behind): readonly AppLog[] =>
  placed.flatMap(({ hop, entry }): readonly AppLog[] => {
    if (entry.kind !== "app" || entry.log === null) return [];
    const vantage = vantages.get(entry.at ?? walk.vantage.name);
    return vantage === undefined ? [] : [{ hop, vantage, file: entry.log }];
  });

/** Reads the application's log for this run's requests: by their ids, or by path, method and time. */
async function readAppLog({ hop, vantage, file }: AppLog, began: EpochMs, behind: Behind): Promise<void> {
  const { walk, traces } = behind;
  const { asked, recorder, clock } = walk;
  const log = { hop, vantage, software: "application", file, format: null } as const;
  const search = {
    path: asked.path,
    host: null,
    method: asked.method,
    // The application sees the proxy's address, or another that the proxy tells of.
    clients: [],
    ours: { from: began, until: clock.now() },
    requestIds: [...idsOfAnswers(recorder.evidence), ...traces],
  };
  await readLogAt({ ...log, kind: "errors" }, search, walk);
  await readLogAt({ ...log, kind: "access" }, search, walk);
}
