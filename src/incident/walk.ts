import type { Boundary, Clock, Ms } from "../base/index.ts";
import type { Allowed, Target } from "../config/index.ts";
import type { DatabaseAsked } from "../database/index.ts";
import type {
  Evidence,
  HostsFile,
  Purpose,
  Recorder,
  RequestAsked,
  ResolverConfig,
} from "../evidence/index.ts";
import type { ClientIdentity, ProbeContext, Trust } from "../probe/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** What goes with the request and never into evidence. */
export interface Secrets {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Path and query as asked for: the record has it without the query. */
  readonly path: string;
  /** Whom the client trusts: no secret, but too much for a record. */
  readonly trust: Trust;
  /** The client's own certificate and key; `null` when not given. */
  readonly identity: ClientIdentity | null;
  /** `user:password` for the forward proxy; `null` when it wants none. */
  readonly proxyCredentials: string | null;
  /** The login at a database; left out for other targets. */
  readonly login?: DatabaseAsked;
}

/** All that the steps of one run share. */
export interface Walk {
  readonly target: Target;
  readonly asked: RequestAsked;
  readonly secrets: Secrets;
  readonly vantage: Vantage;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Aborts when the user stops the run. */
  readonly signal: AbortSignal;
  /** Boundaries that are to be looked at. */
  readonly boundaries: ReadonlySet<Boundary>;
  readonly allowed: Allowed;
  readonly resolver: Evidence<"resolver-config"> | null;
  readonly hosts: HostsFile | null;
}

/** How long one step may take before its silence is proof enough. */
export const patience = {
  /** Look-ups end by the resolver's own timers; this only bounds a long search list on dead servers. */
  lookup: 45_000,
  /** Linux sends a SYN again after 1, 2 and 3 s (tcp_syn_linear_timeouts): four in all have then met silence. */
  connect: 3_500,
  /** The first flight of a handshake is sent again by TCP after 0.2, 0.6, 1.4 and 3 s. */
  tls: 5_000,
  /** The shortest of the usual proxies' timers is longer; a caller that waits longer says so with its deadline. */
  exchange: 30_000,
} as const satisfies Record<string, Ms>;

/** What a step of one attempt needs. */
export interface StepBudget {
  readonly purpose: Purpose;
  /** Counted from 1; `null` for what is no attempt of the request itself. */
  readonly attempt: number | null;
  /** Ends with the attempt; `null` for no deadline. By the monotonic clock. */
  readonly deadlineAt: Ms | null;
  /** How long an answer is waited for, where it is not as long as for the request itself. */
  readonly patience?: Ms;
}

/** The context of one step: its own patience, cut by the attempt's deadline. */
export function contextOf(
  walk: Walk,
  patient: Ms,
  { purpose, attempt, deadlineAt }: StepBudget,
): ProbeContext {
  const { clock, recorder, signal } = walk;
  const left = deadlineAt === null ? patient : Math.max(1, Math.min(patient, deadlineAt - clock.ticks()));
  return { clock, recorder, signal, timeout: left, purpose, ...(attempt === null ? {} : { attempt }) };
}

/** The resolver's configuration as the look-ups take it. */
export const configOf = (walk: Walk): ResolverConfig | null => walk.resolver?.value ?? null;
