import type { EpochMs, Ms } from "../../base/index.ts";

/** What is known of the requests of this run, by the clock of this host. */
export interface OursAsked {
  /** Addresses from which they came, as the log's writer sees them; none for any. */
  readonly clients: readonly string[];
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Ids that they bore; whole `traceparent` values too. */
  readonly requestIds: readonly string[];
  /** How each of them was answered, and in which time: tells them in lines that name no request. */
  readonly answers?: readonly OwnAnswer[];
}

/** An answer to a request of this run. */
export interface OwnAnswer {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly status: number;
}

/** Logs of whole seconds cut off the rest, and a line is written a moment after its end. */
export const ROUNDING: Ms = 1_000;

/** A request of which a log tells, by this host's clock. */
export interface LoggedRequest {
  readonly at: EpochMs;
  readonly took: Ms | null;
  readonly client: string | null;
  readonly requestId: string | null;
  /** Its path and method are those of this run. */
  readonly isRequest: boolean;
}

/** Whether it is one of this run: by its id, or by its path, method, time and, where it is logged, its client. */
export function isOurs(request: LoggedRequest, { clients, from, until, requestIds }: OursAsked): boolean {
  const { at, took, client, requestId, isRequest } = request;
  if (requestId !== null && requestIds.some((id) => isSameId(id, requestId))) return true;
  if (!isRequest) return false;
  if (client !== null && clients.length > 0 && !clients.includes(client)) return false;
  const beganAt = at - (took ?? 0);
  // Some log by the beginning, most by the end, which may come after ours.
  const isWithin = (time: EpochMs) => time >= from - ROUNDING && time <= until + ROUNDING;
  return isWithin(at) || (took !== null && at > until && isWithin(beganAt));
}

/** Shortest id that is looked for inside of another. */
const SHORTEST_ID = 8;

/** The same, or the trace id that stands in a `traceparent`. W3C Trace Context, section 3.2. */
function isSameId(ours: string, logged: string): boolean {
  if (ours === logged) return true;
  if (ours.length < SHORTEST_ID || logged.length < SHORTEST_ID) return false;
  return ours.includes(logged) || logged.includes(ours);
}
