import * as proxy from "../readings/proxy.ts";
import type { PhraseTable } from "../table.ts";

/** What stands in HAProxy's log lines besides the termination state. */
export const haproxyLines: PhraseTable = {
  product: "HAProxy",
  layer: "cause",
  phrases: [
    {
      id: "haproxy-no-server",
      patterns: [/<NOSRV>/, /\bhas no server available\b/i],
      means: "No server was chosen: none is up, or the request never came so far.",
      reading: proxy.noUpstream,
    },
    {
      id: "haproxy-bad-request",
      patterns: [/<BADREQ>/],
      means: "What came in is no request that HAProxy can read.",
      reading: proxy.badRequest,
    },
    {
      id: "haproxy-server-down",
      patterns: [/\bServer \S{1,120} is DOWN\b/i],
      means: "A health check took a server out; the reason and the check's code stand behind it.",
      reading: proxy.noUpstream,
    },
    {
      id: "haproxy-handshake",
      patterns: [/\bSSL handshake failure\b/i, /\bConnection closed during SSL handshake\b/i],
      means: "TLS on HAProxy's listening side, or to its server where a server is named, did not succeed.",
      reading: {
        ...proxy.upstreamTls,
        proves: "A TLS handshake with HAProxy at one end failed.",
        boundaries: ["tls", "proxy"],
        causes: ["not-tls", "tls-version-mismatch", "upstream-tls-failure"],
      },
    },
    {
      id: "haproxy-proxy-header",
      patterns: [
        /\b(?:Received something which does not look like a PROXY protocol header|PROXY protocol header (?:too|timeout|error))/i,
        /\bTimeout reading a PROXY protocol header\b/i,
      ],
      means: "HAProxy waits for a PROXY protocol header and got something else or nothing.",
      reading: proxy.proxyProtocol,
    },
  ],
};
