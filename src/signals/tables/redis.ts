import { normal } from "../readings/benign.ts";
import { connectSilent, noDescriptors } from "../readings/connect.ts";
import { closedEarly, receiverSlow } from "../readings/connection.ts";
import * as database from "../readings/database.ts";
import { notTls } from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Replies and log lines of Redis and Valkey, and words of their clients. Source: redis, src/server.c and others. */
export const redis: PhraseTable = {
  product: "Redis",
  layer: "cause",
  phrases: [
    {
      id: "redis-max-clients",
      patterns: [/ERR max number of clients\b[^\n]{0,30} reached/i],
      means: "maxclients is reached.",
      reading: database.tooManyConnections,
    },
    {
      id: "redis-protected",
      patterns: [/DENIED Redis is running in protected mode/i],
      means: "No password is set, so only this host's own address is served.",
      reading: database.authFailed,
    },
    {
      id: "redis-auth",
      patterns: [/\bNOAUTH\b/, /\bWRONGPASS\b/, /\bNOPERM\b/, /ERR (?:invalid password|AUTH )/i],
      means: "The login is missing, wrong or may not do this.",
      reading: database.authFailed,
    },
    {
      id: "redis-loading",
      patterns: [/\bLOADING\b (?:Redis|Valkey|\w{1,20}) is loading/i, /\bLOADING Redis\b/],
      means: "The data is being loaded.",
      reading: database.notReady,
    },
    {
      id: "redis-busy",
      patterns: [/\bBUSY (?:Redis|Valkey) is busy/i],
      means: "A script holds the only thread.",
      reading: database.querySlow,
    },
    {
      id: "redis-master-down",
      patterns: [/\bMASTERDOWN\b/, /\bNOMASTERLINK\b/],
      means: "The replica is cut off from its master.",
      reading: database.replication,
    },
    {
      id: "redis-read-only",
      patterns: [/\bREADONLY You can't write against a read only (?:replica|slave)/i],
      means: "A write reached a replica.",
      reading: database.readOnly,
    },
    {
      id: "redis-no-replicas",
      patterns: [/\bNOREPLICAS\b/],
      means: "Too few good replicas to write.",
      reading: database.replication,
    },
    {
      id: "redis-cluster-down",
      patterns: [/\bCLUSTERDOWN\b/],
      means: "The cluster is down, or a slot has no owner.",
      reading: database.notReady,
    },
    {
      id: "redis-moved",
      patterns: [/\b(?:MOVED|ASK) \d{1,5} \S{1,80}/],
      means: "Another node owns the slot: the client must reach that very address.",
      reading: {
        ...normal,
        boundaries: ["database", "path"],
        doesNotProve:
          "That the client can reach the address named: behind NAT or as a Pod's it often cannot.",
      },
    },
    {
      id: "redis-cross-slot",
      patterns: [/\bCROSSSLOT\b/, /\bTRYAGAIN\b/],
      means: "Keys lie in several slots, or a slot is on the move.",
      reading: database.applicationLevel,
    },
    {
      id: "redis-out-of-memory",
      patterns: [/\bOOM command not allowed\b/],
      means: "maxmemory is reached.",
      reading: database.serverFull,
    },
    {
      id: "redis-misconf",
      patterns: [/\bMISCONF\b/],
      means: "Writing to disk fails, so writes are refused.",
      reading: database.serverFull,
    },
    {
      id: "redis-application",
      patterns: [/\b(?:EXECABORT|NOSCRIPT|WRONGTYPE|UNBLOCKED)\b/],
      means: "The command cannot be done as asked.",
      reading: database.applicationLevel,
    },
    {
      id: "redis-migrate",
      patterns: [/\bIOERR error or timeout\b/],
      means: "MIGRATE did not reach the other node.",
      reading: connectSilent,
    },
    {
      id: "redis-output-buffer",
      patterns: [/overcoming of output buffer limits/i],
      means: "A client that reads too slowly was dropped.",
      reading: receiverSlow,
    },
    {
      id: "redis-accept",
      patterns: [/Accepting client connection: [^\n]{0,60}Too many open files/i],
      means: "The server has no descriptor left.",
      reading: noDescriptors,
    },
    {
      id: "redis-plain-on-tls",
      patterns: [/ERR Client sent [^\n]{0,40}plaintext/i],
      means: "A plain client speaks to the TLS port.",
      reading: notTls,
    },
    {
      id: "redis-client-closed",
      patterns: [
        /\bSocketClosedUnexpectedlyError\b/,
        /\bConnection closed by server\b/i,
        /\bUnexpected end of stream\b/,
        /\bError: Connection is closed\b/,
      ],
      means: "The client's connection ended unawares.",
      reading: closedEarly,
    },
    {
      id: "redis-client-pool",
      patterns: [/Could not get a resource from the pool/i],
      means: "The client's pool gave no connection; the inner cause says why.",
      reading: database.poolEmpty,
    },
  ],
};
