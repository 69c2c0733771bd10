import type { Boundary } from "../base/index.ts";
import { type EvidenceKind, type EvidenceValue, type Gap, type Purpose, startOf } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import type { HostContext } from "./look.ts";

/** The request's flow, by the addresses that its packets bear where the client sends them. */
export interface Flow {
  /** Numeric; `null` where the host that looks is the client and its kernel chooses. */
  readonly clientAddress: string | null;
  readonly serverAddress: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** What a look at a flow is given. */
export interface FlowRequest {
  readonly vantage: Vantage;
  readonly context: HostContext;
  readonly flow: Flow;
  readonly purpose: Purpose;
}

/** How long one command may take, in milliseconds: a ruleset of 100,000 rules is listed in under two seconds. */
const COMMAND_PATIENCE = 5_000;

/** How a record of a flow look is made. */
export interface FlowRecord<K extends EvidenceKind> {
  readonly boundary: Boundary;
  readonly by: "observed" | "counted";
  readonly command: string;
  readonly collect: () => Promise<EvidenceValue[K] | null>;
}

/** Makes a record of what `collect` finds; none when it finds nothing to hold. */
export async function recordFlow<K extends EvidenceKind>(
  { context, purpose }: FlowRequest,
  kind: K,
  { boundary, by, command, collect }: FlowRecord<K>,
): Promise<EvidenceValue[K] | null> {
  const { clock, signal, recorder } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const value = await collect();
  if (value === null) return null;
  recorder.record(kind, value, {
    boundary,
    by,
    purpose,
    observedAt,
    took: clock.ticks() - ticks,
    command,
  });
  return value;
}

/** What a command printed, or why it did not. */
export type Printed =
  | { readonly outcome: "printed"; readonly status: number; readonly text: string; readonly errors: string }
  | { readonly outcome: "missing-tool" | "permission" | "timed-out" | "unreachable" };

/** Why there is no answer of a command; `not-understood`: it complains of how it was asked, as an older tool does. */
export type NotPrinted = Exclude<Printed["outcome"], "printed"> | "not-understood";

/** Runs a command at the vantage, within its bound. */
export async function print({ vantage, context }: FlowRequest, argv: readonly string[]): Promise<Printed> {
  context.signal.throwIfAborted();
  const run = await vantage.run(argv, { timeout: COMMAND_PATIENCE });
  if (run.outcome !== "ran") return run;
  return { outcome: "printed", status: run.status, text: run.stdout, errors: run.stderr };
}

/** The gap that a command leaves which could not be run, with the vantage's name. */
export function gapOfCommand(
  vantage: Vantage,
  what: { readonly boundary: Boundary; readonly needs: string; readonly tool: string },
  outcome: NotPrinted,
): Gap {
  const { boundary, tool } = what;
  const needs = `${what.needs} at ${vantage.name}`;
  switch (outcome) {
    case "missing-tool":
      return { boundary, needs, reason: "missing-tool", allowBy: `Install ${tool} at ${vantage.name}` };
    case "permission":
      return {
        boundary,
        needs,
        reason: "permission",
        allowBy: `Run as root, or with CAP_NET_ADMIN, at ${vantage.name}`,
      };
    case "timed-out":
      return { boundary, needs, reason: "bounded", allowBy: `See why this takes over 5 s: ${tool}` };
    case "not-understood":
      return {
        boundary,
        needs,
        reason: "not-supported",
        allowBy: `Install a newer ${tool} at ${vantage.name}`,
      };
    case "unreachable":
      return { boundary, needs, reason: "unreachable", allowBy: `Make ${vantage.name} reachable again` };
  }
}
