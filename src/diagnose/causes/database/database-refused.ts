import type { Cause } from "../../cause.ts";

/** Nothing listens at the address that the application uses for its database. */
export const databaseRefused: Cause = {
  id: "database-refused",
  boundary: "database",
  at: "path",
  must: ["database-refuses-connection"],
  may: [],
  never: [],
  proves: [{ "database-refuses-connection": true }],
  explains: [
    "pooler-lacks-server",
    "application-answers-error",
    "first-byte-late",
    "no-answer-in-time",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "the connection from {databaseClient} to its database at {refusedAt} is refused: nothing listens there",
  fix: [
    "On the database's host, see whether it runs and where it listens: ss -ltnp; systemctl status postgresql mariadb redis",
    "Compare address and port with those that {databaseClient} has: listen_addresses, bind-address, bind; port",
    "If it stopped, its log says why: out of memory, a full disk, a failed upgrade",
  ],
  prevention: [
    "Watch the database from where its clients are, by a login and not by its process",
    "Let the application retry with a growing pause, and answer without the database what it can",
  ],
  source: "RFC 9293, section 3.10.7.1; PostgreSQL, 34.1.2; MySQL, error 2003",
};
