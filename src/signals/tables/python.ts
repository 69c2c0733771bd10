import * as app from "../readings/app.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { poolEmpty } from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import * as proxy from "../readings/proxy.ts";
import { handshakeCut } from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Exceptions of CPython, requests and urllib3, aiohttp, httpx, gunicorn and SQLAlchemy. */
export const python: PhraseTable = {
  product: "Python",
  layer: "cause",
  phrases: [
    {
      id: "python-name",
      patterns: [
        /\bNameResolutionError\b/,
        /\bClientConnectorDNSError\b/,
        /\bFailed to resolve '[^'\n]{1,255}'/i,
      ],
      means: "The name did not resolve; the errno beside it says how.",
      reading: nameMissing,
    },
    {
      id: "python-connect-timeout",
      patterns: [
        /\bConnectTimeout(?:Error)?\b/,
        /\bConnectionTimeoutError\b/,
        /\bConnection to \S{1,255} timed out\. \(connect timeout=/i,
      ],
      means: "The connect went unanswered until the client's own timer.",
      reading: connect.connectSilent,
    },
    {
      id: "python-read-timeout",
      patterns: [/\bReadTimeout(?:Error)?\b/, /\bRead timed out\. \(read timeout=/i],
      means: "The connection was made and no answer came in time.",
      reading: connection.answerSilent,
    },
    {
      id: "python-pool-timeout",
      patterns: [/\bPoolTimeout\b/, /\bQueuePool limit of size \d{1,6} overflow \d{1,6} reached\b/i],
      means: "The client's own pool had no free connection.",
      reading: poolEmpty,
    },
    {
      id: "python-remote-closed",
      patterns: [
        /\bRemote end closed connection without response\b/i,
        /\bRemoteDisconnected\b/,
        /\bServer disconnected without sending a response\b/i,
        /\bServerDisconnectedError\b/,
        /\bServer disconnected\b(?! without)/i,
      ],
      means: "The peer closed without an answer: on a pooled connection, the idle race.",
      reading: { ...connection.closedEarly, causes: ["keepalive-race", "upstream-resets", "peer-resets"] },
    },
    {
      id: "python-incomplete",
      patterns: [
        /\bIncompleteRead\b/,
        /\bChunkedEncodingError\b/,
        /\bClientPayloadError\b/,
        /\bResponse payload is not completed\b/i,
      ],
      means: "The body was cut short.",
      reading: connection.truncated,
    },
    {
      id: "python-proxy",
      patterns: [/\bProxyError\b/, /\bCannot connect to proxy\b/i, /\bTunnel connection failed: \d{3}\b/i],
      means: "The forward proxy failed or refused.",
      reading: proxy.forwardProxy,
    },
    {
      id: "python-tls-eof",
      patterns: [/\bSSLEOFError\b/, /\bSSLZeroReturnError\b/],
      means: "The peer ended TLS before it was done.",
      reading: handshakeCut,
    },
    {
      id: "python-asyncio-timeout",
      patterns: [/\basyncio\.(?:exceptions\.)?TimeoutError\b/],
      means: "The caller's own deadline passed.",
      reading: connection.ownTimer,
    },
    {
      id: "gunicorn-timeout",
      patterns: [/\bWORKER TIMEOUT \(pid:\d{1,10}\)/],
      means: "A worker was silent for longer than it may (30 s unless set) and is killed.",
      reading: { ...app.starved, causes: ["app-slow", "lock-wait", "slow-query"] },
    },
    {
      id: "gunicorn-killed",
      patterns: [/\bWorker \(pid:\d{1,10}\) was sent SIG(?:KILL|ABRT|TERM)\b/],
      means: "A worker was killed: memory, or its own time limit.",
      reading: app.killed,
    },
  ],
};
