import { streamReset } from "../readings/app.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import * as tls from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Node.js, its fetch (undici) and its parser (llhttp). Source: undici, lib/core/errors.js; Node.js, errors. */
export const node: PhraseTable = {
  product: "Node.js",
  layer: "cause",
  phrases: [
    {
      id: "node-connect-timeout",
      patterns: [/\bUND_ERR_CONNECT_TIMEOUT\b/, /\bConnect Timeout Error\b/, /\bConnectTimeoutError\b/],
      means: "fetch had no TCP and TLS connection within its 10 s.",
      reading: {
        ...connect.connectSilent,
        boundaries: ["path", "tcp", "tls"],
        causes: ["firewall-drops", "host-unreachable", "handshake-stalls", "one-address-dead"],
      },
    },
    {
      id: "node-headers-timeout",
      patterns: [/\bUND_ERR_(?:HEADERS|BODY)_TIMEOUT\b/, /\b(?:Headers|Body) Timeout Error\b/],
      means: "No head, or no more of the body, came within 300 s.",
      reading: connection.answerSilent,
    },
    {
      id: "node-socket-closed",
      patterns: [/\bUND_ERR_SOCKET\b/, /\bother side closed\b/i],
      means: "The peer closed before its answer was whole.",
      reading: connection.closedEarly,
    },
    {
      id: "node-hang-up",
      patterns: [/\bsocket hang up\b/i],
      means: "The peer closed before it answered; on a reused socket that is the idle race.",
      reading: { ...connection.closedEarly, causes: ["keepalive-race", "peer-resets", "upstream-resets"] },
    },
    {
      id: "node-reused-socket",
      patterns: [/\breusedSocket['"]?: ?true\b/],
      means: "The request went out on a connection that had been idle.",
      reading: connection.staleReuse,
    },
    {
      id: "node-before-secure",
      patterns: [/\bclient network socket disconnected before secure TLS connection was established\b/i],
      means: "The connection ended inside the TLS handshake.",
      reading: tls.handshakeCut,
    },
    {
      id: "node-parse-error",
      patterns: [
        /\bHPE_(?:INVALID_\w{1,40}|UNEXPECTED_CONTENT_LENGTH|CLOSED_CONNECTION|LF_EXPECTED|CR_EXPECTED|STRICT|INTERNAL|CB_\w{1,30}|USER)\b/,
        /\bParse Error: (?!Header overflow)/,
      ],
      means: "The answer is no valid HTTP.",
      reading: proxy.badAnswer,
    },
    {
      id: "node-header-overflow",
      patterns: [
        /\bHPE_HEADER_OVERFLOW\b/,
        /\bUND_ERR_HEADERS_OVERFLOW\b/,
        /\bParse Error: Header overflow\b/,
      ],
      means: "The answer's headers are above the client's buffer (16 KiB unless set).",
      reading: proxy.headerTooLarge,
    },
    {
      id: "node-premature-close",
      patterns: [
        /\bERR_STREAM_PREMATURE_CLOSE\b/,
        /\bpremature close\b/i,
        /\bTypeError: terminated\b/,
        /^\s{0,8}aborted\s{0,8}$/im,
        /\bUND_ERR_RES_CONTENT_LENGTH_MISMATCH\b/,
      ],
      means: "The body was cut short.",
      reading: connection.truncated,
    },
    {
      id: "node-handshake-timeout",
      patterns: [/\bERR_TLS_HANDSHAKE_TIMEOUT\b/],
      means: "The TLS handshake did not end in time, on the server's side (120 s).",
      reading: tls.handshakeSilent,
    },
    {
      id: "node-http2",
      patterns: [
        /\bERR_HTTP2_(?:STREAM_ERROR|SESSION_ERROR|GOAWAY_SESSION|INVALID_SESSION|STREAM_CANCEL)\b/,
        /\bNGHTTP2_(?:REFUSED_STREAM|ENHANCE_YOUR_CALM|INTERNAL_ERROR|CANCEL|PROTOCOL_ERROR|FLOW_CONTROL_ERROR|HTTP_1_1_REQUIRED)\b/,
      ],
      means: "An HTTP/2 stream or session ended with a code.",
      reading: streamReset,
    },
    {
      id: "node-client-size",
      patterns: [/\bUND_ERR_(?:RES_EXCEEDED_MAX_SIZE|REQ_CONTENT_LENGTH_MISMATCH)\b/],
      means: "A size does not fit the client's own limits or promise.",
      reading: { ...proxy.badRequest, boundaries: ["client"], causes: [] },
    },
    {
      id: "node-forward-proxy",
      patterns: [
        /\bUND_ERR_PRX_(?:CONN|TLS)\b/,
        /\bProxy response \(\d{3}\) ?!== 200 when HTTP Tunneling\b/i,
      ],
      means: "The forward proxy, or TLS through it, failed.",
      reading: proxy.forwardProxy,
    },
    {
      id: "node-aborted",
      patterns: [
        /\bUND_ERR_ABORTED\b/,
        /\bAbortError\b/,
        /\bABORT_ERR\b/,
        /\bTimeoutError: The operation was aborted due to timeout\b/,
        /\bECONNABORTED\b[^\n]{0,40}\btimeout of \d{1,9} ?ms exceeded\b|\btimeout of \d{1,9} ?ms exceeded\b/,
      ],
      means: "The caller's own timer or cancellation ended it.",
      reading: connection.ownTimer,
    },
    {
      id: "node-client-destroyed",
      patterns: [/\bUND_ERR_(?:DESTROYED|CLOSED|BPL_MISSING_UPSTREAM)\b/],
      means: "The client object was closed or has no upstream.",
      reading: { ...connection.ownTimer, boundaries: ["client"], causes: [] },
    },
  ],
};
