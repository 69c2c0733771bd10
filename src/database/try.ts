import type { Ms } from "../base/index.ts";
import type { DatabaseSession } from "../evidence/index.ts";
import type { DatabaseComplaint, DatabaseRows } from "../wire/index.ts";
import type { LineEnd } from "./line.ts";

/** What came of one statement: rows, the server's complaint, or the end of the conversation. */
export type Answer =
  | { readonly kind: "rows"; readonly result: DatabaseRows }
  | { readonly kind: "complaint"; readonly complaint: DatabaseComplaint }
  | { readonly kind: "ended"; readonly how: LineEnd };

/** A session that stands, for questions of our own. */
export interface OpenSession {
  readonly engine: DatabaseSession["engine"];
  readonly serverVersion: string | null;
  readonly through: DatabaseSession["through"];
  /** Its own number at the server; `null` where it is not told. */
  readonly ownId: number | null;
  /** One statement; of Redis, the words of one command. At most one is under way. */
  ask(statement: string, patience: Ms): Promise<Answer>;
  /** One statement by the way of the protocol that takes no second one behind it. */
  askOne(statement: string, patience: Ms): Promise<Answer>;
  close(): void;
}

/** Octets of one result that are read: what is asked here has answers that are shorter by far. */
export const MOST_RESULT = 16 * 1024 * 1024;

/** Asks as long as the conversation holds: behind an answer that did not come in time, the next one would be taken for it. */
export function whileItHolds<A extends readonly unknown[]>(
  ask: (...given: A) => Promise<Answer>,
): (...given: A) => Promise<Answer> {
  let ended: Answer | null = null;
  return async (...given) => {
    if (ended !== null) return ended;
    const answer = await ask(...given);
    if (answer.kind === "ended") ended = answer;
    return answer;
  };
}

/** One try of a login, with or without TLS. */
export interface Tried
  extends Pick<
    DatabaseSession,
    | "tls"
    | "tlsError"
    | "outcome"
    | "code"
    | "message"
    | "serverVersion"
    | "through"
    | "isReadOnly"
    | "isReplica"
    | "phases"
  > {
  /** An error or an end came before the server asked for authentication: by libpq, a reason to try the other way. */
  readonly isEarly: boolean;
  readonly session: OpenSession | null;
}

/** A try of which nothing is known yet. */
export const untried: Tried = {
  ...{ tls: "not-asked", tlsError: null, outcome: "closed", code: null, message: null, serverVersion: null },
  ...{ through: "unknown", isReadOnly: null, isReplica: null, isEarly: true, session: null },
  phases: { greeting: null, login: null, query: null },
};

/** The outcome where the conversation itself ended. */
export const endOutcome: Readonly<Record<LineEnd, DatabaseSession["outcome"]>> = {
  silent: "silent",
  closed: "closed",
  strange: "not-this-database",
};

/** What a server says that lacks a password which we have none to give for. */
export const noPassword = "it asks for a password, and none was given";
