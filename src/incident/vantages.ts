import { readlinkSync } from "node:fs";
import type { Ms } from "../base/index.ts";
import { ownerOf } from "../diagnose/index.ts";
import { type Evidence, type Recorder, startOf } from "../evidence/index.ts";
import { type Flow, freeze, type HostContext, lookAtFlow, type Onward, thaw } from "../host/index.ts";
import { type OpenVantage, openVantage, type Vantage, type VantageAsked } from "../vantage/index.ts";
import { readLogOf } from "./vantage-log.ts";

/** Where a run looks from, as the configuration and the options say. */
export interface Outlook {
  /** Name of the vantage where the request starts, which is this process's own. */
  readonly start: string;
  /** A process whose files and environment the request has, in place of this process's own; `null` for none. */
  readonly as: number | null;
  /** Places to look from besides. */
  readonly others: readonly { readonly name: string; readonly asked: VantageAsked }[];
}

/** A run without a configuration: this host alone. */
export const onlyHere: Outlook = { start: "client", as: null, others: [] };

/** How long the looks at one vantage may take together. */
const PATIENCE: Ms = 5_000;

/** The places besides the client's that could be had. */
export interface Others extends Disposable {
  readonly vantages: readonly Vantage[];
}

/** Opens the vantages side by side. One that cannot be had is a gap. */
export async function openOthers({ others }: Outlook, context: HostContext): Promise<Others> {
  const { recorder, clock, signal } = context;
  const open: OpenVantage[] = [];
  // One namespace under two names would be two owners of one address.
  const seen = new Set([networkOf()]);
  await Promise.all(
    others.map(async ({ name, asked }) => {
      const { observedAt, ticks } = startOf(clock);
      const opening = await openVantage(name, asked);
      if (opening.outcome !== "opened") {
        const { outcome: reason, why, allowBy } = opening;
        recorder.gap({ boundary: "client", needs: `what the vantage ${name} sees: ${why}`, reason, allowBy });
        return;
      }
      const identity = opening.vantage.inside(networkOf);
      if (asked.kind !== "local" && identity !== null && seen.has(identity)) return opening.close();
      if (identity !== null) seen.add(identity);
      open.push(opening);
      const { clock: reading } = opening;
      if (reading === null || reading.offset === null) return;
      recorder.at(name).record(
        "clock-reading",
        { of: name, means: "date", offset: reading.offset, uncertainty: reading.uncertainty },
        {
          boundary: "client",
          by: "probe",
          purpose: "context",
          observedAt,
          took: clock.ticks() - ticks,
          command: "date +%s.%N",
        },
      );
    }),
  );
  const close = () => {
    for (const each of open) each.close();
  };
  if (signal.aborted) close();
  signal.throwIfAborted();
  // In the order of the configuration, not of their answers.
  const names = others.map(({ name }) => name);
  const vantages = open
    .map(({ vantage }) => vantage)
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return { vantages, [Symbol.dispose]: close };
}

/** The network namespace of this thread; `null` where there is no /proc. namespaces(7). */
function networkOf(): string | null {
  try {
    return readlinkSync("/proc/thread-self/ns/net");
  } catch {
    // Not Linux: there are no others either.
    return null;
  }
}

/** Freezes or thaws at all of these vantages side by side, under their names. */
export async function readOthers(
  { vantages }: Others,
  purpose: "freeze" | "thaw",
  {
    context,
    target,
  }: { readonly context: HostContext; readonly target?: { readonly address: string; readonly port: number } },
): Promise<void> {
  const read = purpose === "freeze" ? freeze : thaw;
  await each(vantages, context, async (vantage, bounded) => {
    const log = await readLogOf(vantage);
    const kernelLog = log === null ? null : () => log;
    await read({ vantage, context: bounded, kernelLog, ...(target === undefined ? {} : { target }) });
  });
}

/**
 * Looks at the request's flow where it starts, then from host to host as its packets go, since each may give them other
 * addresses; then from those that they do not come to, side by side.
 */
export async function lookAtFlowFrom(
  { client, others }: { readonly client: Vantage; readonly others: readonly Vantage[] },
  {
    flow,
    purpose,
    context,
  }: {
    readonly flow: Flow;
    readonly purpose: "freeze" | "thaw";
    readonly context: HostContext;
  },
): Promise<void> {
  const look = async (from: readonly Vantage[], seen: Flow) => {
    const ways: Onward[] = [];
    await each(from, context, async (vantage, bounded) => {
      const onward = await lookAtFlow({ vantage, context: bounded, flow: seen, purpose });
      if (onward !== null) ways.push(onward);
    });
    return ways[0] ?? null;
  };
  let onward = await look([client], flow);
  if (others.length === 0) return;
  const { evidence } = context.recorder;
  const clientAddress = flow.clientAddress ?? chosenSource(evidence, client.name);
  if (clientAddress !== null) {
    const left = new Set(others);
    while (onward !== null && left.size > 0) {
      const owner = onward.nextHop === null ? null : ownerOf(evidence, onward.nextHop);
      const next = [...left].find(({ name }) => name === owner);
      if (next === undefined) break;
      left.delete(next);
      onward = await look([next], onward.flow);
    }
    await look([...left], { ...flow, clientAddress });
    return;
  }
  context.recorder.gap({
    boundary: "route",
    needs: "what the other vantages do with the packets of this request",
    reason: "bounded",
    allowBy: "Give the client a route to the server: without one its packets have no source address",
  });
}

/** The address that a vantage sends the flow from, by its own route decision. */
export function chosenSource(evidence: readonly Evidence[], client: string): string | null {
  const decision = evidence.findLast(
    (record): record is Evidence<"route-decision"> =>
      record.kind === "route-decision" && record.vantage === client && record.value.way === "forward",
  );
  return decision?.value.preferredSource ?? decision?.value.source ?? null;
}

/** Does something at each vantage within its bound; what takes longer is a gap. */
async function each(
  vantages: readonly Vantage[],
  context: HostContext,
  look: (vantage: Vantage, bounded: HostContext) => Promise<void>,
): Promise<void> {
  const { signal, clock, recorder } = context;
  await Promise.all(
    vantages.map(async (vantage) => {
      const late = AbortSignal.timeout(PATIENCE);
      try {
        await look(vantage, {
          clock,
          recorder: recorder.at(vantage.name),
          signal: AbortSignal.any([signal, late]),
        });
      } catch (error) {
        signal.throwIfAborted();
        if (!late.aborted || error !== late.reason) throw error;
        recorder.gap(tooSlow(vantage));
      }
    }),
  );
}

const tooSlow = ({ name }: Vantage): Parameters<Recorder["gap"]>[0] => ({
  boundary: "client",
  needs: `all that the vantage ${name} sees`,
  reason: "bounded",
  allowBy: `See why ${name} takes over 5 s to answer`,
});
