import type { Clock, Ms } from "../../base/index.ts";
import type { Gap, Recorder } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";

/** What a look at a node needs. */
export interface NodeLook {
  readonly vantage: Vantage;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** What is handed to a look besides where it is taken from. */
export interface NodeContext {
  readonly clock: Clock;
  /** Aborted when the user stops the run: nothing more is read then. */
  readonly signal: AbortSignal;
}

/** How long one command may take: a list of 500 Services is printed in a tenth of a second. */
const PATIENCE: Ms = 5_000;

/** The most that is parsed of what a command printed, in characters. */
const MOST_PRINTED = 32 * 1024 * 1024;

/** What a command printed at the node; `refused` where it ran and said no, with its words; `null` where it could not be run. */
export type Printed =
  | { readonly outcome: "printed"; readonly text: string; readonly errors: string }
  | { readonly outcome: "refused"; readonly why: string }
  | { readonly outcome: "missing-tool" | "permission" | "timed-out" | "unreachable" };

/** Runs a command at the node, within its bound. */
export async function print(look: NodeLook, argv: readonly string[]): Promise<Printed> {
  look.signal.throwIfAborted();
  const run = await look.vantage.run(argv, { timeout: PATIENCE });
  if (run.outcome !== "ran") return run;
  if (run.status === 0)
    return { outcome: "printed", text: run.stdout.slice(0, MOST_PRINTED), errors: run.stderr };
  const isDenied = /not permitted|permission denied|must be root/i.test(run.stderr);
  return isDenied ? { outcome: "permission" } : { outcome: "refused", why: run.stderr.slice(0, 300) };
}

/** Takes down that something of the node could not be read. */
export function takeDownGap(
  { vantage, recorder }: NodeLook,
  what: { readonly boundary: Gap["boundary"]; readonly needs: string; readonly tool: string },
  outcome: Exclude<Printed["outcome"], "printed">,
): void {
  const { boundary, tool } = what;
  const at = vantage.name;
  const needs = `${what.needs} at ${at}`;
  const told = {
    "missing-tool": { reason: "missing-tool", allowBy: `Install ${tool} at ${at}` },
    permission: { reason: "permission", allowBy: `Run as root, or with CAP_NET_ADMIN, at ${at}` },
    "timed-out": { reason: "bounded", allowBy: `See why this takes over 5 s at ${at}: ${tool}` },
    unreachable: { reason: "unreachable", allowBy: `Make ${at} reachable again` },
    refused: { reason: "unreadable", allowBy: `See why this fails at ${at}: ${tool}` },
  } as const;
  recorder.gap({ boundary, needs, ...told[outcome] });
}
