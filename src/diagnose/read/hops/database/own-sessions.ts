import type { DatabaseClient, Evidence } from "../../../../evidence/index.ts";
import { ofKind } from "../../reader.ts";
import type { DatabaseInView } from "./in-view.ts";

/** A session of a database at the moment of a look. */
export interface SessionSeen {
  readonly state: Evidence<"database-state">;
  readonly session: DatabaseClient;
  /** It comes from the host that we ask from in the application's place. From another one, it may be somebody else's. */
  readonly isSurelyOwn: boolean;
}

const isLoopback = (address: string | null): boolean =>
  address === null || address === "::1" || address.startsWith("127.");

/** An IPv4 address in an IPv6 socket. RFC 4291, section 2.5.5.2. */
const bare = (address: string | null): string | null => address?.replace(/^::ffff:(?=\d+\.)/, "") ?? null;

/**
 * The sessions of the application in each look at its database: the same user and database as in its URL. Where a pooler stands before
 * the server, the address is the pooler's.
 */
export function ownSessions({ records }: DatabaseInView): readonly SessionSeen[] {
  const login = ofKind(records, "database-session").find(({ value }) => value.user !== null);
  if (login === undefined) return [];
  const { user, database, engine, through } = login.value;
  // PostgreSQL's clients take the user's name where the database is not named; MySQL's take none.
  const name = engine === "postgres" ? (database ?? user) : database;
  const addresses = ofKind(records, "tcp-connect")
    .filter(({ purpose }) => purpose === "reference")
    .flatMap(({ value }) => bare(value.localAddress) ?? []);
  const isFromHere = ({ client }: DatabaseClient) =>
    addresses.some((own) => own === bare(client) || (isLoopback(own) && isLoopback(client)));
  return ofKind(records, "database-state").flatMap((state) =>
    state.value.sessions
      .filter((session) => session.user === user && (name === null || session.database === name))
      .map((session) => ({
        state,
        session,
        isSurelyOwn: through === "pooler" || isFromHere(session),
      })),
  );
}
