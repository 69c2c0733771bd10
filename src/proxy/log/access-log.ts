import type { Clock, EpochMs, Ms } from "../../base/index.ts";
import { type LoggedExchanges, type Recorder, startOf } from "../../evidence/index.ts";
import { withoutSecrets } from "../../signals/index.ts";
import { quotePosix, type Vantage } from "../../vantage/index.ts";
import { formatAsWritten, formatByLines, type LogSoftware } from "./choose-format.ts";
import { exchangeOf, tookOf } from "./exchange-of.ts";
import { createTally, hasFailed } from "./exchange-tally.ts";
import { field, LineFields } from "./line-fields.ts";
import type { LogBudget } from "./log-file.ts";
import type { LogFormat } from "./log-format.ts";
import { formatGap, type LogGap } from "./log-gap.ts";
import { isOurs, type OursAsked } from "./ours.ts";
import { matchRoute, type RouteAsked } from "./route.ts";
import { sampleOf } from "./sample.ts";
import { TimeReader } from "./time-reader.ts";
import { readWindow } from "./window.ts";
import { zoneDoubt } from "./zone.ts";

/** Octets that one look reads: of a local file, and by ssh. */
const MOST_OCTETS = { local: 512 * 1024 * 1024, ssh: 24 * 1024 * 1024 };
/** How long one look may take. */
const PATIENCE: Ms = 3_000;

/** One log, and what is looked for in it. Times are by the clock of this host. */
export interface LogAsked {
  readonly vantage: Vantage;
  readonly software: LogSoftware;
  readonly path: string;
  readonly route: RouteAsked;
  readonly ours: OursAsked;
  readonly window: { readonly from: EpochMs; readonly until: EpochMs };
  /** The vantage's offset from UTC, positive to the east: for times that are written without. `readZone` finds it. */
  readonly zone: Ms;
  /** How far the vantage's clock is ahead of this host's. */
  readonly clockOffset: Ms;
  /** What the reading may cost; as above unless it is given. */
  readonly bound?: { readonly octets: number; readonly time: Ms };
}

/** An access log. */
export interface AccessLogAsked extends LogAsked {
  /** Its name or its text, as the configuration has it; `null` where the lines are to tell. */
  readonly format: string | null;
}

/** What a look into a log needs. */
export interface LogContext {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the reading may cost, counted from now. */
export function budgetOf({ vantage, bound }: LogAsked, { clock, signal }: LogContext): LogBudget {
  const octets = bound?.octets ?? (vantage.kind === "ssh" ? MOST_OCTETS.ssh : MOST_OCTETS.local);
  return { clock, signal, endsAt: clock.ticks() + (bound?.time ?? PATIENCE), octets };
}

/**
 * Reads what an access log says of a route in a window of time, and takes it down as `logged-exchanges`; what was not read is a
 * gap. Never throws for what is in a file.
 *
 * @returns the record's value, or `null` where nothing could be read.
 */
export async function readAccessLog(
  asked: AccessLogAsked,
  context: LogContext,
): Promise<LoggedExchanges | null> {
  const { recorder, clock } = context;
  const { observedAt, ticks } = startOf(clock);
  const { value, gaps } = await collect(asked, budgetOf(asked, context));
  const boundary = asked.software === "application" ? "app" : "proxy";
  for (const gap of gaps) recorder.gap({ boundary, ...gap });
  if (value === null) return null;
  recorder.record("logged-exchanges", value, {
    boundary,
    by: "logged",
    purpose: "context",
    observedAt,
    took: clock.ticks() - ticks,
    command: commandFor(asked),
  });
  return value;
}

/** How to look for the route's lines by hand. */
export const commandFor = ({ path, route }: LogAsked): string =>
  route.path === null
    ? `tail -n 50 ${quotePosix(path)}`
    : `grep -F -- ${quotePosix(route.path)} ${quotePosix(path)} | tail -n 50`;

interface Collected {
  readonly value: LoggedExchanges | null;
  readonly gaps: readonly LogGap[];
}

async function collect(asked: AccessLogAsked, budget: LogBudget): Promise<Collected> {
  const { vantage, software, path, ours, window, clockOffset } = asked;
  // By the vantage's own clock.
  const [from, until] = [window.from + clockOffset, window.until + clockOffset];
  const reader = new TimeReader({ zone: asked.zone, until });
  const sample = await sampleOf(vantage, path);
  const written = asked.format === null ? null : formatAsWritten(asked.format, software, reader);
  const line = new LineFields();
  const fits = (format: LogFormat) =>
    sample.some(([octets, start, end]) => format.read(octets, start, end, line));
  // A configuration may have been changed after the lines were written.
  const format =
    written !== null && (sample.length === 0 || fits(written))
      ? written
      : formatByLines(sample, software, reader);
  const chosen = format ?? written;
  if (chosen === null && sample.length > 0) return { value: null, gaps: [formatGap(path)] };
  const route = matchRoute(asked.route);
  const tally = createTally();
  let [lines, unread] = [0, 0];
  const visit = (_octets: Uint8Array, _start: number, _end: number, time: EpochMs) => {
    // Beside the window: an old line says nothing of it.
    if (Number.isNaN(time)) {
      unread += 1;
      return;
    }
    if (time < from || time > until) return;
    lines += 1;
    const isOfRoute = route.isOfRoute(line);
    const mayBearId = ours.requestIds.length > 0 && idFields.some((which) => line.has(which));
    if (!isOfRoute && !mayBearId) return;
    const at = time - clockOffset;
    const status = line.whole(field.status);
    const isPlainAnswer =
      status >= 200 && status < 400 && line.from(field.upstream) < 0 && line.from(field.server) < 0;
    const isNear = at >= ours.from - NEAR && at <= ours.until + NEAR;
    if (!isOfRoute && !isNear) return;
    // Most lines of a busy route: answered, and not by a request of this run.
    if (isPlainAnswer && !isNear && line.from(field.code) < 0) return tally.count(at, status, tookOf(line));
    const exchange = { ...exchangeOf(line, software), at, ...idCaptured(line, ours) };
    const isRequest = route.isRequest(line);
    const known = isOurs({ ...exchange, isRequest }, ours);
    if (!known && !isOfRoute) return;
    // Of a log without upstreams nothing but a failure, or a request of this run, is told one by one.
    if (
      !known &&
      !hasFailed(exchange) &&
      exchange.tries.length === 0 &&
      exchange.status !== null &&
      exchange.reason === null
    )
      return tally.count(at, exchange.status, exchange.took);
    tally.add({ ...exchange, isOurs: known });
  };
  const timeOf = (octets: Uint8Array, start: number, end: number): EpochMs =>
    chosen?.read(octets, start, end, line) ? line.time : Number.NaN;
  const read = await readWindow({ vantage, path, from, until, budget, timeOf, visit });
  const doubt = await zoneDoubt(asked, reader, timeOf);
  const gaps = doubt === null ? read.gaps : [...read.gaps, doubt];
  const isMissing = read.coversFrom === null && read.gaps.length > 0;
  if (isMissing) return { value: null, gaps };
  const told = tally.result();
  return {
    value: {
      software,
      file: path,
      format: chosen?.name ?? "unknown",
      from: window.from,
      until: window.until,
      coversFrom: read.coversFrom === null ? null : read.coversFrom - clockOffset,
      lines,
      unread,
      ...told,
      kept: told.kept.map((each) => ({
        ...each,
        path: each.path === null ? null : withoutSecrets(each.path),
      })),
    },
    gaps,
  };
}

/** Where ids of requests stand. */
const idFields = [field.requestId, field.trace, field.captured] as const;

/** The id of a request of this run among the headers that haproxy was told to log. */
function idCaptured(line: LineFields, { requestIds }: OursAsked): { readonly requestId?: string } {
  if (requestIds.length === 0 || !line.has(field.captured)) return {};
  const parts = line.text(field.captured)?.split("|") ?? [];
  const requestId = requestIds.find((id) => parts.includes(id));
  return requestId === undefined ? {} : { requestId };
}

/** Around the requests of this run each line is looked at closely: a proxy logs some of them minutes later. */
const NEAR: Ms = 10 * 60_000;
