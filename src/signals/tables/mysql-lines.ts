import { refused } from "../readings/connect.ts";
import { callerGone } from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import type { PhraseTable } from "../table.ts";

/** Texts of MySQL and MariaDB and of their drivers. */
export const mysqlLines: PhraseTable = {
  product: "MySQL",
  layer: "cause",
  phrases: [
    {
      id: "mysql-gone-away",
      patterns: [/MySQL server has gone away/i, /Server has gone away/i],
      means:
        "The server ended the session before this statement: idle, restart, or a packet above its limit.",
      reading: database.databaseCut,
    },
    {
      id: "mysql-no-greeting",
      patterns: [
        /Lost connection to (?:MySQL|MariaDB|server)[^\n]{0,40} at 'reading initial communication packet'/i,
      ],
      means:
        "TCP was taken and no greeting came: a proxy or Service without a backend, a blocked host, or slow reverse DNS.",
      reading: {
        ...database.databaseCut,
        boundaries: ["service", "database", "dns"],
        causes: ["no-healthy-upstream", "no-ready-endpoints", "upstream-refused"],
      },
    },
    {
      id: "mysql-lost-authorization",
      patterns: [/Lost connection to (?:MySQL|MariaDB|server)[^\n]{0,40} at 'reading authorization packet'/i],
      means: "The login did not end within connect_timeout (10 s unless set).",
      reading: { ...database.databaseCut, strength: "timer" },
    },
    {
      id: "mysql-lost-query",
      patterns: [/Lost connection to (?:MySQL|MariaDB|server)[^\n]{0,20} during query/i],
      means: "The connection broke in a query: a timer, a crash or an idle cut.",
      reading: database.databaseCut,
    },
    {
      id: "mysql-communications-link",
      patterns: [
        /Communications link failure/i,
        /last packet (?:successfully received from|sent successfully to) the server was/i,
      ],
      means: "The driver lost its connection; the age of the last packet, held against idle timers, tells.",
      reading: { ...database.databaseCut, causes: ["idle-timeout-reset", "peer-resets", "database-refused"] },
    },
    {
      id: "mysql-too-many",
      patterns: [
        /Too many connections\b/i,
        /has more than 'max_user_connections'/i,
        /has exceeded the '\w{1,40}' resource/i,
      ],
      means: "The server has no free connection.",
      reading: database.tooManyConnections,
    },
    {
      id: "mysql-socket",
      patterns: [/Can't connect to local (?:MySQL|MariaDB|server)[^\n]{0,40} through socket/i],
      means: "No server listens at that socket of this host: it is down, or its socket lies elsewhere.",
      reading: { ...refused, boundaries: ["database"], causes: ["database-refused"] },
    },
    {
      id: "mysql-host-unknown",
      patterns: [/Unknown (?:MySQL |MariaDB )?server host '/i],
      means: "The server's name did not resolve.",
      reading: nameMissing,
    },
    {
      id: "mysql-database",
      patterns: [/Unknown database '/i],
      means: "There is no such database.",
      reading: database.authFailed,
    },
    {
      id: "mysql-packet",
      patterns: [/packet bigger than 'max_allowed_packet'/i],
      means: "A packet is above max_allowed_packet.",
      reading: database.serverFull,
    },
    {
      id: "mysql-interrupted",
      patterns: [/Query execution was interrupted/i],
      means: "The query was ended: by its time limit, or by somebody.",
      reading: database.querySlow,
    },
    {
      id: "mysql-inactivity",
      patterns: [/disconnected by the server because of inactivity/i],
      means: "The server ended a session that was idle for wait_timeout.",
      reading: { ...database.databaseCut, strength: "timer" },
    },
    {
      id: "mysql-denied",
      patterns: [/Access denied for user/i],
      means: "User, host or password is refused.",
      reading: database.authFailed,
    },
    {
      id: "mysql-host",
      patterns: [
        /Host '[^'\n]{1,255}' is (?:not allowed to connect|blocked because of many connection errors)/i,
      ],
      means: "The server does not let this host in.",
      reading: database.authFailed,
    },
    {
      id: "mysql-lock-wait",
      patterns: [/Lock wait timeout exceeded/i],
      means: "A lock was not to be had in time.",
      reading: database.locked,
    },
    {
      id: "mysql-deadlock",
      patterns: [/Deadlock found when trying to get lock/i],
      means: "Two sessions waited for each other; one was ended.",
      reading: { ...database.locked, strength: "symptom" },
    },
    {
      id: "mysql-read-only",
      patterns: [/running with the --(?:super-)?read-only option/i],
      means: "The server only reads.",
      reading: database.readOnly,
    },
    {
      id: "mysql-insecure",
      patterns: [/Connections using insecure transport are prohibited/i, /SSL connection error:?/i],
      means: "TLS is demanded and missing, or fails.",
      reading: database.databaseTls,
    },
    {
      id: "mysql-aborted",
      patterns: [
        /Aborted connection \d{1,12}/i,
        /Got (?:an error|timeout) (?:reading|writing) communication packets/i,
      ],
      means: "The client, or a device on the way, ended a session.",
      reading: callerGone,
    },
  ],
};
