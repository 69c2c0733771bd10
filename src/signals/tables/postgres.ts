import { normal } from "../readings/benign.ts";
import * as certificate from "../readings/certificate.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import type { PhraseTable } from "../table.ts";

/** Texts of libpq and of PostgreSQL's log. */
export const postgres: PhraseTable = {
  product: "PostgreSQL",
  layer: "cause",
  phrases: [
    {
      id: "postgres-refused",
      patterns: [/connection to server at [^\n]{1,160} failed: Connection refused/i],
      means: "Nothing takes connections at that address and port, or a filter rejects.",
      reading: {
        ...connect.refused,
        boundaries: ["tcp", "service", "database"],
        causes: ["port-not-listening", "bound-to-loopback-only", "database-refused", "no-ready-endpoints"],
      },
    },
    {
      id: "postgres-timed-out",
      patterns: [/connection to server at [^\n]{1,160} failed: (?:Connection timed out|timeout expired)/i],
      means: "The SYN went unanswered, or connect_timeout passed.",
      reading: connect.connectSilent,
    },
    {
      id: "postgres-unreachable",
      patterns: [/connection to server at [^\n]{1,160} failed: No route to host/i],
      means: "No answer to ARP on the way, or a router says that the host cannot be reached.",
      reading: connect.hostUnreachable,
    },
    {
      id: "postgres-no-network",
      patterns: [/connection to server at [^\n]{1,160} failed: Network is unreachable/i],
      means: "This host has no route to that address.",
      reading: connect.networkUnreachable,
    },
    {
      id: "postgres-name",
      patterns: [/could not translate host name "[^"\n]{1,255}" to address/i],
      means: "The server's name did not resolve; the resolver's words follow.",
      reading: nameMissing,
    },
    {
      id: "postgres-closed",
      patterns: [/server closed the connection unexpectedly/i],
      means:
        "The connection was taken and then closed: crash, pooler or balancer, another protocol, or an idle cut.",
      reading: database.databaseCut,
    },
    {
      id: "postgres-not-postgres",
      patterns: [
        /received invalid response to (?:SSL|GSSAPI) negotiation/i,
        /invalid length of startup packet/i,
        /unsupported frontend protocol/i,
      ],
      means: "The other side does not speak PostgreSQL: HTTP or something else.",
      reading: database.wrongProtocol,
    },
    {
      id: "postgres-no-tls",
      patterns: [/server does not support SSL, but SSL was required/i],
      means: "The client demands TLS and the server or pooler has it off.",
      reading: database.databaseTls,
    },
    {
      id: "postgres-tls-required",
      patterns: [
        /no pg_hba\.conf entry for [^\n]{1,200}(?:SSL off|no encryption)/i,
        /connection requires (?:a valid client certificate|SSL)/i,
      ],
      means: "No rule lets this client in without TLS.",
      reading: { ...database.databaseTls, causes: ["database-tls-mismatch", "database-auth-failed"] },
    },
    {
      id: "postgres-certificate-name",
      patterns: [
        /server certificate for "[^"\n]{1,255}" (?:\(and \d{1,3} other names?\) )?does not match host name/i,
      ],
      means: "The certificate does not carry the name that was asked.",
      reading: {
        ...certificate.nameMismatch,
        boundaries: ["database", "tls"],
        causes: ["database-tls-mismatch", "certificate-name-mismatch"],
      },
    },
    {
      id: "postgres-root-missing",
      patterns: [/root certificate file "[^"\n]{1,255}" does not exist/i],
      means: "sslmode demands verification and the client has no root certificate.",
      reading: database.databaseTls,
    },
    {
      id: "postgres-tls-verify",
      patterns: [/SSL error: certificate verify failed/i],
      means: "The client rejects the server's certificate.",
      reading: database.databaseTls,
    },
    {
      id: "postgres-tls-eof",
      patterns: [
        /SSL SYSCALL error: (?:EOF detected|Connection reset by peer|Connection timed out)/i,
        /SSL connection has been closed unexpectedly/i,
      ],
      means: "An open session broke off: the peer or a device on the way.",
      reading: database.databaseCut,
    },
    {
      id: "postgres-no-entry",
      patterns: [/no pg_hba\.conf entry for/i, /pg_hba\.conf rejects connection/i],
      means: "No rule lets this host, user and database in.",
      reading: database.authFailed,
    },
    {
      id: "postgres-password",
      patterns: [/password authentication failed\b/i, /fe_sendauth: no password supplied/i],
      means: "The password is wrong or missing.",
      reading: database.authFailed,
    },
    {
      id: "postgres-role",
      patterns: [/role "[^"\n]{1,128}" does not exist/i, /role "[^"\n]{1,128}" is not permitted to log in/i],
      means: "There is no such role, or it may not log in.",
      reading: database.authFailed,
    },
    {
      id: "postgres-database",
      patterns: [/database "[^"\n]{1,128}" does not exist/i],
      means: "There is no such database.",
      reading: database.authFailed,
    },
    {
      id: "postgres-too-many",
      patterns: [
        /sorry, too many clients already/i,
        /remaining connection slots are reserved/i,
        /too many connections for (?:role|database)/i,
      ],
      means: "The server's connections are used up.",
      reading: database.tooManyConnections,
    },
    {
      id: "postgres-starting",
      patterns: [
        /the database system is (?:starting up|shutting down|in recovery|not yet accepting connections)/i,
      ],
      means: "The server starts, stops or recovers.",
      reading: database.notReady,
    },
    {
      id: "postgres-terminated",
      patterns: [
        /terminating connection due to (?:administrator command|unexpected postmaster exit)/i,
        /terminating connection because of crash of another server process/i,
      ],
      means: "The server ended the session: restart, failover, by hand, or a crash beside it.",
      reading: database.ended,
    },
    {
      id: "postgres-idle",
      patterns: [/terminating connection due to idle-(?:in-transaction|session) timeout/i],
      means: "A timer of the server for idle sessions fired.",
      reading: { ...database.ended, strength: "timer", causes: ["idle-timeout-reset", "lock-wait"] },
    },
    {
      id: "postgres-statement-timeout",
      patterns: [/canceling statement due to (?:statement timeout|user request|conflict with recovery)/i],
      means: "The statement was cancelled.",
      reading: database.querySlow,
    },
    {
      id: "postgres-lock-timeout",
      patterns: [
        /canceling statement due to lock timeout/i,
        /could not obtain lock on/i,
        /still waiting for \w{1,40} on (?:transaction|relation|tuple)/i,
      ],
      means: "A lock was not to be had.",
      reading: database.locked,
    },
    {
      id: "postgres-deadlock",
      patterns: [/deadlock detected/i],
      means: "Two sessions waited for each other; one was ended.",
      reading: { ...database.locked, strength: "symptom" },
    },
    {
      id: "postgres-serialization",
      patterns: [/could not serialize access due to/i],
      means: "Two transactions clashed; repeat it.",
      reading: database.applicationLevel,
    },
    {
      id: "postgres-full",
      patterns: [
        /could not (?:extend|write)[^\n]{1,120}: No space left on device/i,
        /^(?:[^\n]{0,120} )?ERROR: {1,3}out of memory\b/im,
      ],
      means: "The server has no disk or no memory left.",
      reading: database.serverFull,
    },
    {
      id: "postgres-read-only",
      patterns: [/cannot execute \w{1,40}(?: \w{1,40}){0,3} in a read-only transaction/i],
      means: "A write reached a server that only reads: a replica, as a rule.",
      reading: database.readOnly,
    },
    {
      id: "postgres-empty-start",
      patterns: [/incomplete startup packet/i],
      means: "Somebody connected and said nothing: a TCP health check.",
      reading: normal,
    },
    {
      id: "postgres-client-gone",
      patterns: [
        /could not (?:receive data from|send data to) client/i,
        /unexpected EOF on client connection/i,
      ],
      means: "The client, or a device on the way, ended the session.",
      reading: connection.callerGone,
    },
    {
      id: "postgres-auth-timeout",
      patterns: [/canceling authentication due to timeout/i],
      means: "The client did not finish its login within a minute.",
      reading: connection.callerSlow,
    },
  ],
};
