import type { Vantage } from "../vantage/index.ts";
import { readInterfaceCounters } from "./interface-counters.ts";
import { readKernelCounters } from "./kernel-counters.ts";
import { type KernelLogSource, readKernelLog } from "./kernel-log.ts";
import { readLocalRoutes } from "./local-routes.ts";
import type { HostContext, Look } from "./look.ts";
import { readNeighbours } from "./neighbours.ts";
import { readProcessLimits } from "./process-limits.ts";
import { readSocketOwners } from "./socket-owners.ts";
import { readSocketTable } from "./socket-table.ts";

/** What a freeze is given. */
export interface FreezeRequest {
  readonly vantage: Vantage;
  readonly context: HostContext;
  /** Where the request goes, once known. */
  readonly target?: { readonly address: string; readonly port: number };
  /** Where the kernel's log is read; this machine's own unless given. `null`: not at all, for it is another vantage's too. */
  readonly kernelLog?: KernelLogSource | null;
}

/**
 * Records the state of a host that decays, before the first probe. What cannot be read is a gap.
 *
 * @throws The signal's reason, when the user stops the run; nothing else.
 */
export const freeze = (request: FreezeRequest): Promise<void> => readAll(request, "freeze");

/** Records the same again at the end: the difference belongs to the time of the request. */
export const thaw = (request: FreezeRequest): Promise<void> => readAll(request, "thaw");

async function readAll({ vantage, context, target, kernelLog }: FreezeRequest, purpose: Look["purpose"]) {
  const look: Look = { vantage, context, purpose, target: target ?? null };
  const steps = [
    () => readKernelCounters(look),
    () => readInterfaceCounters(look),
    () => readSocketTable(look),
    () => readSocketOwners(look, { inPassing: true }),
    () => readNeighbours(look),
    () => readLocalRoutes(look),
    () => readProcessLimits(look),
    ...(kernelLog === null ? [] : [() => readKernelLog(look, kernelLog)]),
  ];
  // One after the other. The counters are the first reading of all and the last, so that they bracket the request.
  for (const step of purpose === "freeze" ? steps : steps.reverse()) await step();
}
