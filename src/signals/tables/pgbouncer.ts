import { normal, operator } from "../readings/benign.ts";
import { connectSilent, refused } from "../readings/connect.ts";
import { callerGone, callerSlow } from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { proxyDns } from "../readings/proxy.ts";
import type { PhraseTable } from "../table.ts";

const poolerTimer = {
  ...database.querySlow,
  strength: "timer",
  proves: "A timer of the pooler ended it.",
  causes: ["slow-query", "lock-wait", "idle-timeout-reset"],
} as const;

/** Reasons that PgBouncer gives the client and writes after `closing because:`. */
export const pgbouncer: PhraseTable = {
  product: "PgBouncer",
  layer: "cause",
  phrases: [
    {
      id: "pgbouncer-client-limit",
      patterns: [
        /no more connections allowed \(max_client_conn\)/i,
        /client connections exceeded \(max_(?:user|db)_client_connections\)/i,
      ],
      means: "The pooler's own limit of clients is reached.",
      reading: database.tooManyConnections,
    },
    {
      id: "pgbouncer-wait",
      patterns: [/\bquery_wait_timeout\b/i],
      means:
        "A client waited for a server connection until query_wait_timeout (120 s unless set): the pool is used up, or the database away.",
      reading: database.poolEmpty,
    },
    {
      id: "pgbouncer-login-failing",
      patterns: [/server login has been failing/i, /server_login_retry/i],
      means: "The database refuses the pooler; the error is repeated from memory for 15 s.",
      reading: {
        ...database.authFailed,
        causes: ["database-auth-failed", "database-refused", "database-too-many-connections"],
      },
    },
    {
      id: "pgbouncer-server-down",
      patterns: [/client_login_timeout \(server down\)/i],
      means: "The database could not be reached while the client logged in.",
      reading: {
        ...connectSilent,
        boundaries: ["database", "path"],
        causes: ["database-refused", "firewall-drops"],
      },
    },
    {
      id: "pgbouncer-client-login",
      patterns: [/client_login_timeout(?! \(server)/i],
      means: "The client did not finish its login in time.",
      reading: callerSlow,
    },
    {
      id: "pgbouncer-dns",
      patterns: [/server DNS lookup failed/i],
      means: "The pooler could not resolve its database.",
      reading: { ...proxyDns, boundaries: ["dns", "database"] },
    },
    {
      id: "pgbouncer-connect-failed",
      patterns: [/closing because: connect failed/i, /closing because: cannot connect/i],
      means: "The pooler's connect to the database failed.",
      reading: { ...refused, boundaries: ["database", "tcp"], causes: ["database-refused"] },
    },
    {
      id: "pgbouncer-connect-timeout",
      patterns: [/closing because: connect timeout/i],
      means: "The database did not answer the pooler's SYN in time (15 s).",
      reading: {
        ...connectSilent,
        boundaries: ["database", "path"],
        causes: ["firewall-drops", "database-refused"],
      },
    },
    {
      id: "pgbouncer-server-crashed",
      patterns: [/server conn crashed/i],
      means: "A server connection ended unawares.",
      reading: database.databaseCut,
    },
    {
      id: "pgbouncer-tls",
      patterns: [
        /server refused SSL/i,
        /bad sslreq answer/i,
        /TLS startup failed/i,
        /failed to accept SSL/i,
        /closing because: SSL required/i,
      ],
      means: "TLS on one side of the pooler fails or is missing.",
      reading: database.databaseTls,
    },
    {
      id: "pgbouncer-recycled",
      patterns: [
        /\bserver[_ ]lifetime(?: over)?\b/i,
        /server idle timeout/i,
        /obsolete connection/i,
        /closing because: evicted/i,
        /database configuration changed/i,
        /connect string changed/i,
      ],
      means: "A server connection was renewed as a matter of course.",
      reading: normal,
    },
    {
      id: "pgbouncer-client-gone",
      patterns: [/client unexpected eof/i, /client disconnected with query in progress/i],
      means: "The client vanished.",
      reading: callerGone,
    },
    {
      id: "pgbouncer-client-closed",
      patterns: [/client close request/i],
      means: "The client said goodbye.",
      reading: normal,
    },
    {
      id: "pgbouncer-timer",
      patterns: [
        /\bidle[_ ]transaction[_ ]timeout\b/i,
        /closing because: (?:transaction|query) timeout/i,
        /\bclient_idle_timeout\b/i,
      ],
      means: "A timer of the pooler ended the session.",
      reading: poolerTimer,
    },
    {
      id: "pgbouncer-login",
      patterns: [
        /no such (?:database|user):?/i,
        /SASL authentication failed/i,
        /login rejected/i,
        /closing because: password authentication failed/i,
      ],
      means: "The pooler refused the login.",
      reading: database.authFailed,
    },
    {
      id: "pgbouncer-prepared",
      patterns: [
        /prepared statement (?:"[^"\n]{1,128}" )?(?:did not|does not) exist/i,
        /prepared statement (?:name is already in use|"[^"\n]{1,128}" already exists)/i,
      ],
      means: "Prepared statements and pooling by transaction do not go together.",
      reading: database.applicationLevel,
    },
    {
      id: "pgbouncer-operator",
      patterns: [
        /pooler is shutting down/i,
        /closing because: server shutting down/i,
        /admin forced disconnect/i,
        /\bsuspend_timeout\b/i,
        /closing because: pause mode/i,
      ],
      means: "An operator stops or pauses the pooler.",
      reading: operator,
    },
    {
      id: "pgbouncer-own",
      patterns: [/bouncer config error/i, /bouncer resources exhaustion/i],
      means: "The pooler's own configuration or resources fail.",
      reading: database.serverFull,
    },
  ],
};
