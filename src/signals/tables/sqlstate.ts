import { normal } from "../readings/benign.ts";
import { callerGone } from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { type CodeTable, codesOf } from "../table.ts";

/** SQLSTATE codes. Source: PostgreSQL, appendix A, and its errcodes.txt. */
export const sqlstate: CodeTable = {
  product: "SQLSTATE",
  layer: "cause",
  prefix: "sqlstate",
  finders: [
    { pattern: /\bSQLSTATE["']?[ :=[(]{1,3}["']?([0-9A-Z]{5})\b/i, certain: true },
    { pattern: /\b(?:FATAL|ERROR|PANIC): {1,3}([0-9][0-9A-Z]{4}):/, certain: true },
    { pattern: /\bcode["']?[ :=]{1,3}["']([0-9][0-9A-Z]{4})["']/, certain: false },
    { pattern: /\b((?:08P|28P|57P|25P|55P|40P)[0-9]{2}|3D000|XX000)\b/, certain: false },
    { pattern: /^\s{0,8}([0-9][0-9A-Z]{4})\s{0,8}$/, certain: false },
    { pattern: /\((08[0-9A-Z]{3}|28000|53[0-9]{3}|42000)\)/, certain: false },
  ],
  canonical: (code) => code.toUpperCase(),
  codes: codesOf([
    ["00000", "Done.", normal],
    ["08000", "The connection failed.", database.databaseCut],
    [
      "08001",
      "The client could not make the connection.",
      {
        ...database.databaseCut,
        boundaries: ["tcp", "path", "dns"],
        causes: ["port-not-listening", "firewall-drops", "database-refused"],
      },
    ],
    ["08003", "There is no connection any more.", database.databaseCut],
    [
      "08004",
      "The server rejected the connection.",
      { ...database.authFailed, causes: ["database-auth-failed", "database-too-many-connections"] },
    ],
    ["08006", "The connection broke.", database.databaseCut],
    [
      "08P01",
      "One side broke the protocol: a pooler's mix-up, or another protocol on this port.",
      database.wrongProtocol,
    ],
    ["08S01", "The link broke.", database.databaseCut],
    ["28000", "No rule lets this host, user or database in.", database.authFailed],
    ["28P01", "The password is wrong.", database.authFailed],
    ["3D000", "There is no such database.", database.authFailed],
    ["25006", "A write in a read-only transaction: this is a replica, as a rule.", database.readOnly],
    [
      "25P03",
      "A session idled in its transaction for too long.",
      {
        ...callerGone,
        boundaries: ["client", "database"],
        causes: ["lock-wait", "pool-exhausted"],
        strength: "timer",
        proves: "The client held a transaction open without using it until the server ended it.",
      },
    ],
    ["25P04", "A transaction took longer than it may.", database.querySlow],
    ["40001", "Two transactions clashed; repeat it.", database.applicationLevel],
    ["40P01", "A deadlock; one side was ended.", { ...database.locked, strength: "symptom" }],
    ["42000", "Access or syntax was refused.", database.applicationLevel],
    ["53000", "The server lacks a resource.", database.serverFull],
    ["53100", "The server's disk is full.", database.serverFull],
    ["53200", "The server is out of memory.", database.serverFull],
    ["53300", "The server, or this role or database, has no free connection.", database.tooManyConnections],
    ["53400", "A configured limit is exceeded.", database.serverFull],
    ["55P03", "A lock was not to be had in time.", database.locked],
    ["57014", "The statement was cancelled: statement timeout, a user or a conflict.", database.querySlow],
    ["57P01", "An administrator ended the session: restart, failover or by hand.", database.ended],
    ["57P02", "Another server process crashed and all were reset.", database.ended],
    ["57P03", "The server starts, stops or recovers.", database.notReady],
    [
      "57P05",
      "The session was idle for too long.",
      { ...database.ended, strength: "timer", causes: ["idle-timeout-reset"] },
    ],
    ["58000", "An error of the server's system.", database.serverFull],
    ["58030", "An error of the server's disk.", database.serverFull],
    [
      "XX000",
      "An internal error of the server.",
      { ...database.serverFull, proves: "The server failed inside." },
    ],
  ]),
};
