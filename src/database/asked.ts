import type { Ms } from "../base/index.ts";
import type { DatabaseEngine, DatabaseSession } from "../evidence/index.ts";
import type { ClientIdentity, Trust } from "../probe/index.ts";

/** A login as the database's own client would make it. The password stays in memory: no record and no error holds it. */
export interface DatabaseAsked {
  readonly engine: DatabaseEngine;
  /** Name or address that is asked for, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The user was given, and is not the one that the client takes where none is. */
  readonly isUserGiven: boolean;
  /** `null` where none was found. */
  readonly password: string | null;
  readonly database: string | null;
  readonly tlsAsked: DatabaseSession["tlsAsked"];
  readonly trust: Trust;
  readonly identity: ClientIdentity | null;
  /** How long the URL lets the login take; `null` where it does not say. */
  readonly connectTimeout: Ms | null;
  /** The URL wants a session that takes writes: `target_session_attrs` of libpq. */
  readonly wantsWrites: boolean;
  /** Settings that the URL hands to the session: `options` of libpq. */
  readonly settings: string | null;
}
