import { streamReset } from "../readings/app.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { databaseCut, poolEmpty } from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import * as tls from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Exceptions of the JDK, Apache HttpClient, Netty, OkHttp and JDBC drivers. */
export const java: PhraseTable = {
  product: "Java",
  layer: "cause",
  phrases: [
    {
      id: "java-unknown-host",
      patterns: [/\bUnknownHostException\b/],
      means: "The look-up gave no address; the JVM remembers that for 10 s.",
      reading: {
        ...nameMissing,
        doesNotProve: "Whether the name is missing or no resolver answered: the words behind it may tell.",
        causes: ["name-does-not-exist", "no-address-record", "resolver-unreachable"],
      },
    },
    {
      id: "java-connect-timeout",
      patterns: [/\bconnect timed out\b/i, /\bHttpConnectTimeoutException\b/, /\bConnectTimeoutException\b/],
      means: "The connect went unanswered until the client's own timer.",
      reading: connect.connectSilent,
    },
    {
      id: "java-read-timeout",
      patterns: [
        /\bSocketTimeoutException: Read timed out\b/,
        /\bReadTimeoutException\b/,
        /\bHttpTimeoutException\b/,
      ],
      means: "The connection was made and no answer came in time.",
      reading: connection.answerSilent,
    },
    {
      id: "java-no-route",
      patterns: [/\bNoRouteToHostException: No route to host\b/i],
      means: "ARP failed, or ICMP said unreachable or prohibited.",
      reading: connect.hostUnreachable,
    },
    {
      id: "java-socket-closed",
      patterns: [/\bSocketException: Socket closed\b/i],
      means: "This side closed the socket itself.",
      reading: connection.ownTimer,
    },
    {
      id: "java-handshake-ended",
      patterns: [/\bRemote host (?:terminated the handshake|closed connection during handshake)\b/i],
      means: "The peer closed inside the TLS handshake.",
      reading: tls.handshakeCut,
    },
    {
      id: "java-not-ssl",
      patterns: [
        /\bUnsupported or unrecognized SSL message\b/i,
        /\bnot an SSL\/TLS record\b/i,
        /\bNotSslRecordException\b/,
      ],
      means: "The peer speaks plainly.",
      reading: tls.notTls,
    },
    {
      id: "java-no-protocol",
      patterns: [
        /\bNo appropriate protocol\b/i,
        /\bThe server selected protocol version \S{1,12} is not accepted\b/i,
      ],
      means: "No TLS version that this JVM allows.",
      reading: tls.versionMismatch,
    },
    {
      id: "java-no-response",
      patterns: [/\bNoHttpResponseException\b/, /\bfailed to respond\b/i],
      means: "The server closed without an answer: on a pooled connection, the idle race.",
      reading: { ...connection.staleReuse, causes: ["keepalive-race", "upstream-resets", "peer-resets"] },
    },
    {
      id: "java-pool",
      patterns: [
        /\bTimeout waiting for connection from pool\b/i,
        /\bConnectionPoolTimeoutException\b|\bConnectionRequestTimeoutException\b/,
        /\bConnection is not available, request timed out after \d{1,9} ?ms\b/i,
        /\bPoolExhaustedException\b/,
        /\bUnable to acquire JDBC Connection\b/i,
      ],
      means: "The client's own pool had no free connection.",
      reading: poolEmpty,
    },
    {
      id: "netty-premature",
      patterns: [
        /\bConnection prematurely closed (?:BEFORE|DURING) response\b/i,
        /\bPrematureCloseException\b/,
      ],
      means: "The peer closed before its answer, or in the middle of it.",
      reading: connection.closedEarly,
    },
    {
      id: "okhttp-end",
      patterns: [/\bunexpected end of stream\b(?:(?= on)|$)/im],
      means: "The peer closed before it answered.",
      reading: connection.closedEarly,
    },
    {
      id: "okhttp-stream-reset",
      patterns: [/\bstream was reset: [A-Z_]{3,40}\b/i],
      means: "The HTTP/2 stream was reset.",
      reading: streamReset,
    },
    {
      id: "jdbc-attempt",
      patterns: [/\bThe connection attempt failed\b/i],
      means: "The driver could not connect; its cause says why.",
      reading: {
        ...connect.refused,
        strength: "symptom",
        proves: "No connection was made.",
        boundaries: ["tcp", "dns", "database"],
        causes: ["database-refused", "firewall-drops", "name-does-not-exist"],
      },
    },
    {
      id: "jdbc-io",
      patterns: [
        /\bAn I\/O error occurred while sending to the backend\b/i,
        /\bThis connection has been closed\b/i,
      ],
      means: "An open connection to the database broke.",
      reading: databaseCut,
    },
  ],
};
