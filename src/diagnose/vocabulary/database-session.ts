import type { Proposition } from "../proposition.ts";

const ERRORS = 'tshark -r FILE -Y \'pgsql.type == "Error" || mysql.error_code || tcp.payload contains "-"\'';

/** What a session with a database shows of the database. */
export const databaseSessionVocabulary = {
  "database-refuses-login": {
    says: "the database at {database} refuses the login, or its first query: {databaseError}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: ERRORS,
  },
  "database-not-ready": {
    says: "the database at {database} is there and does not serve: {databaseError}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: "{readiness}",
    remedy: {
      fix: [
        "See what it is at: {readiness}",
        "Its log says why: it starts, recovers, waits for its source, stops, runs a script, lacks disk or memory, or is damaged",
      ],
      prevention: ["Let clients wait and try again while a database starts, and watch it by a login"],
    },
  },
  "login-names-credentials": {
    says: "the error is about who logs in, to which database, or from where",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: ERRORS,
  },
  "login-finds-no-room": {
    says: "the database has no room for another connection",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: ERRORS,
  },
  "one-side-demands-tls": {
    says: "one side demands TLS that the other one does not offer or use",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: ERRORS,
  },
  "client-leaves-without-tls": {
    says: "the client asks {database} for TLS, the database does not offer it, and the client leaves without a login",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: ERRORS,
  },
  "database-tls-fails": {
    says: "the database at {database} takes the client into TLS, and the handshake fails: {handshakeEnd}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: "tshark -r FILE -Y 'tls.alert_message || tls.handshake'",
  },
  "database-refuses-write": {
    says: "the database at {database} refuses what is written: {databaseError}, and nothing else was asked for",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: ERRORS,
  },
  "database-refuses-some-writes": {
    says: "the database at {database} refuses what is written: {databaseError}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "harms" },
    look: ERRORS,
  },
  "database-takes-no-writes": {
    says: "the database itself says that it is read-only",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: ERRORS,
  },
  "database-answers-late": {
    says: "the database at {database} takes {databaseSeconds} s for an answer",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "slows" },
    look: ERRORS,
  },
} as const satisfies Record<string, Proposition>;
