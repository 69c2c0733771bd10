import { refused } from "../readings/connect.ts";
import { callerGone } from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import { type CodeTable, codesOf } from "../table.ts";

const lost = {
  ...callerGone,
  boundaries: ["client", "path", "database"],
  causes: ["idle-timeout-reset", "middlebox-resets"],
} as const;

/** Numbers of errors, of the client from 2000, of the server from 1000. Source: MySQL reference, error messages. */
export const mysql: CodeTable = {
  product: "MySQL",
  layer: "cause",
  prefix: "mysql",
  finders: [
    { pattern: /\bERROR (\d{4})\b(?: \([0-9A-Z]{5}\))?/, certain: true },
    { pattern: /\b(?:mysql|mariadb)\D{0,40}\b(?:error|errno|code)[ :=#(]{1,3}(\d{4})\b/i, certain: true },
    { pattern: /\b(?:errno|error code|code|error)["']?[ :=(]{1,3}["']?(\d{4})\b(?!\d)/i, certain: false },
    {
      pattern:
        /\b(?:OperationalError|InternalError|DatabaseError|InterfaceError|ProgrammingError)\W{1,4}(\d{4}),/,
      certain: false,
    },
    { pattern: /SQLSTATE\[[0-9A-Z]{5}\](?: ?:[^[\n]{0,40})? ?\[(\d{4})\]/, certain: true },
    { pattern: /\b(ER_[A-Z_]{4,60}|PROTOCOL_CONNECTION_LOST)\b/, certain: false },
  ],
  canonical: (code) => names.get(code) ?? code,
  codes: codesOf([
    [
      "2002",
      "No local socket; MariaDB also says so of TCP, with the errno behind it.",
      {
        ...refused,
        boundaries: ["tcp", "database"],
        causes: ["port-not-listening", "not-listening", "database-refused"],
      },
    ],
    [
      "2003",
      "The server could not be connected to: the number in brackets is the errno.",
      {
        ...refused,
        strength: "symptom",
        boundaries: ["tcp", "path", "database"],
        causes: ["port-not-listening", "database-refused", "firewall-drops"],
      },
    ],
    ["2005", "The server's name did not resolve.", nameMissing],
    [
      "2006",
      "The server has gone away: an idle cut, a packet that is too large, or a restart.",
      database.databaseCut,
    ],
    [
      "2012",
      "The server's greeting could not be read.",
      { ...database.wrongProtocol, boundaries: ["database", "tls"] },
    ],
    [
      "2013",
      "The connection was lost: before a greeting a proxy without backend, in a query a timer, crash or idle cut.",
      database.databaseCut,
    ],
    ["2026", "TLS failed; the text holds the reason.", database.databaseTls],
    ["2027", "A packet could not be read.", database.wrongProtocol],
    ["2047", "The protocol is not the one expected.", database.wrongProtocol],
    ["2055", "The connection was lost in a phase; the errno stands behind it.", database.databaseCut],
    ["2059", "An authentication plugin cannot be loaded.", database.authFailed],
    [
      "2061",
      "An authentication plugin reported an error: it wants TLS or the server's key.",
      { ...database.authFailed, causes: ["database-auth-failed", "database-tls-mismatch"] },
    ],
    ["1040", "The server has too many connections.", database.tooManyConnections],
    ["1203", "This user has too many connections.", database.tooManyConnections],
    ["1226", "This user's limit is reached.", database.tooManyConnections],
    ["1042", "The server cannot resolve its client.", database.reverseLookup],
    ["1043", "The handshake went wrong.", database.wrongProtocol],
    ["1044", "This user may not use that database.", database.authFailed],
    ["1045", "User or password is refused.", database.authFailed],
    ["1049", "There is no such database.", database.authFailed],
    ["1053", "The server shuts down.", database.ended],
    ["1077", "The server shut down in good order.", database.ended],
    ["1079", "The server has shut down.", database.ended],
    ["1080", "The server closed the session by force.", database.ended],
    [
      "1129",
      "The client's host is blocked after many broken connects: health checks do that.",
      { ...database.authFailed, proves: "The server blocks this host to protect itself." },
    ],
    ["1130", "This host may not connect.", database.authFailed],
    ["1152", "The connection was aborted.", lost],
    ["1184", "The connection was aborted.", lost],
    ["1153", "A packet is above max_allowed_packet.", database.serverFull],
    ["1156", "Packets came out of order.", database.wrongProtocol],
    ["1157", "A packet could not be unpacked.", database.wrongProtocol],
    ["1158", "An error while reading from the client.", lost],
    ["1159", "The client sent nothing in time.", lost],
    ["1160", "An error while writing to the client.", lost],
    ["1161", "The client took nothing in time.", lost],
    ["1205", "A lock was not to be had in time (50 s unless set).", database.locked],
    ["1213", "A deadlock; one side was ended.", { ...database.locked, strength: "symptom" }],
    ["1251", "The client is too old for the server's authentication.", database.authFailed],
    ["1290", "The server runs with an option, read-only as a rule, that forbids this.", database.readOnly],
    ["1836", "The server is in read-only mode.", database.readOnly],
    ["1317", "The query was interrupted.", database.querySlow],
    ["3024", "The query ran longer than it may.", database.querySlow],
    ["3159", "The server demands TLS.", database.databaseTls],
    ["1820", "The password must be changed first.", database.authFailed],
    ["1862", "The password has expired.", database.authFailed],
    [
      "4031",
      "The server ended a session that was idle.",
      { ...database.ended, strength: "timer", causes: ["idle-timeout-reset"] },
    ],
  ]),
};

const names: ReadonlyMap<string, string> = new Map([
  ["ER_CON_COUNT_ERROR", "1040"],
  ["ER_TOO_MANY_USER_CONNECTIONS", "1203"],
  ["ER_USER_LIMIT_REACHED", "1226"],
  ["ER_BAD_HOST_ERROR", "1042"],
  ["ER_HANDSHAKE_ERROR", "1043"],
  ["ER_DBACCESS_DENIED_ERROR", "1044"],
  ["ER_ACCESS_DENIED_ERROR", "1045"],
  ["ER_BAD_DB_ERROR", "1049"],
  ["ER_SERVER_SHUTDOWN", "1053"],
  ["ER_HOST_IS_BLOCKED", "1129"],
  ["ER_HOST_NOT_PRIVILEGED", "1130"],
  ["ER_NET_PACKET_TOO_LARGE", "1153"],
  ["ER_LOCK_WAIT_TIMEOUT", "1205"],
  ["ER_LOCK_DEADLOCK", "1213"],
  ["ER_NOT_SUPPORTED_AUTH_MODE", "1251"],
  ["ER_OPTION_PREVENTS_STATEMENT", "1290"],
  ["ER_READ_ONLY_MODE", "1836"],
  ["ER_QUERY_INTERRUPTED", "1317"],
  ["ER_QUERY_TIMEOUT", "3024"],
  ["ER_SECURE_TRANSPORT_REQUIRED", "3159"],
  ["ER_CLIENT_INTERACTION_TIMEOUT", "4031"],
  ["PROTOCOL_CONNECTION_LOST", "2013"],
]);
