import type { Ms } from "../../base/index.ts";
import type { DatabaseClient, DatabaseState } from "../../evidence/index.ts";
import { nameOf } from "../name-of.ts";

/** What an engine tells of itself, without where it is. */
export type StateSeen = Omit<DatabaseState, "engine" | "address" | "port">;

/** A session with the text of its statement, which stays in memory. */
export interface ClientSeen extends DatabaseClient {
  readonly text: string | null;
}

/** One sample of a database, and what it did not let us see. */
export interface Sample {
  readonly state: StateSeen;
  /** All that are shown in the record, with their texts. */
  readonly clients: readonly ClientSeen[];
  readonly gaps: readonly StateGap[];
}

export interface StateGap {
  readonly needs: string;
  readonly allowBy: string;
}

/** A session that runs or sits in a transaction for longer is shown, and the plan of what runs is asked for: a usual statement is over by then. */
export const LONG: Ms = 500;

/** Sessions of one record. */
const MOST_SHOWN = 50;

/** Those that wait, that hold what others wait for, and that run or sit for long; the first of these, at most 50. */
export function shownOf(clients: readonly ClientSeen[]): readonly ClientSeen[] {
  const holders = new Set(clients.flatMap(({ blockedBy }) => blockedBy));
  const rankOf = ({ id, blockedBy, state, inTransaction, inQuery }: ClientSeen): number => {
    if (blockedBy.length > 0 || state === "waiting") return 3;
    if (holders.has(id)) return 3;
    if (state === "active" && (inQuery ?? 0) >= LONG) return 2;
    return state === "idle-in-transaction" && (inTransaction ?? 0) >= LONG ? 1 : 0;
  };
  return clients
    .map((client) => ({ client, rank: rankOf(client) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank || (b.client.inQuery ?? 0) - (a.client.inQuery ?? 0))
    .slice(0, MOST_SHOWN)
    .map(({ client }) => client);
}

/** Without the text; clients name themselves as they like. */
export function withoutText({ text: _, ...client }: ClientSeen): DatabaseClient {
  const { user, database, application, waitsFor, object, verb } = client;
  return {
    ...client,
    ...{ user: nameOf(user), database: nameOf(database), application: nameOf(application) },
    ...{
      client: nameOf(client.client),
      waitsFor: nameOf(waitsFor),
      object: nameOf(object),
      verb: nameOf(verb),
    },
  };
}

/** A number as a row has it; `null` for NULL and for what is none. */
export function numberOf(text: string | null | undefined): number | null {
  const value = text == null || text === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** How many of each. */
export function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
