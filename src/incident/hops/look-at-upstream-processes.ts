import { readProcess } from "../../app/index.ts";
import { hostPort, isLoopback } from "../../base/index.ts";
import { ownerOf } from "../../diagnose/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import type { Behind } from "./behind.ts";

/** Servers of one path whose processes are looked at. */
export const MOST_PROCESSES_OF_UPSTREAMS = 8;

/** Looks at the processes of a proxy's servers whose hosts are in view, where requests failed behind it: when each began. */
export async function lookAtUpstreamProcesses({ walk, vantages }: Behind): Promise<void> {
  const { evidence } = walk.recorder;
  if (!evidence.some(isFailure)) return;
  const looks = evidence.filter(
    (record): record is Evidence<"upstream-look"> => record.kind === "upstream-look",
  );
  const servers = new Map(looks.map((look) => [hostPort(look.value.address, look.value.port), look]));
  if (servers.size < 2) return;
  await Promise.all(
    [...servers].slice(0, MOST_PROCESSES_OF_UPSTREAMS).map(async ([upstream, look]) => {
      const { address, port } = look.value;
      const vantage = vantages.get(isLoopback(address) ? look.vantage : (ownerOf(evidence, address) ?? ""));
      if (vantage === undefined) return;
      await readProcess(
        { address, port, upstream },
        {
          vantage,
          recorder: walk.recorder.ofHop(look.hop ?? 1).at(vantage.name),
          clock: walk.clock,
          signal: walk.signal,
        },
      );
    }),
  );
}

/** An attempt that failed: of this run, or of somebody of whom a log tells. */
const isFailure = (record: Evidence): boolean =>
  (record.kind === "attempt" && record.purpose === "reference" && !record.value.answeredProperly) ||
  (record.kind === "logged-exchanges" && record.value.kept.some(({ status }) => (status ?? 0) >= 500));
