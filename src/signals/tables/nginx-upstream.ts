import * as app from "../readings/app.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import { handshakeCut } from "../readings/tls.ts";
import type { Phrase } from "../table.ts";

/** Towards the upstream. Message and phase decide together. Source: nginx, src/http/ngx_http_upstream.c. */
export const nginxUpstream: readonly Phrase[] = [
  {
    id: "nginx-connect-refused",
    patterns: [/connect\(\) (?:to \S{1,120} )?failed \(111: [^)\n]{1,60}\) while connecting to upstream/i],
    means: "nginx's connect to its upstream was refused; the client gets 502.",
    reading: proxy.upstreamRefused,
  },
  {
    id: "nginx-connect-unreachable",
    patterns: [
      /connect\(\) (?:to \S{1,120} )?failed \((?:113|101|100|112): [^)\n]{1,60}\) while connecting to upstream/i,
    ],
    means: "nginx's host has no way to its upstream; the client gets 502.",
    reading: proxy.upstreamUnreachable,
  },
  {
    id: "nginx-connect-no-port",
    patterns: [/connect\(\) (?:to \S{1,120} )?failed \(99: [^)\n]{1,60}\)/i],
    means: "nginx's host has no local port left for this upstream, or binds an address that it lacks.",
    reading: proxy.proxyExhausted,
  },
  {
    id: "nginx-unix-socket",
    patterns: [/connect\(\) to unix:\S{1,200} failed \((?:2|13|11|111): [^)\n]{1,60}\)/i],
    means: "The upstream's Unix socket is missing, closed to nginx, full or without a listener.",
    reading: {
      ...proxy.upstreamRefused,
      boundaries: ["app", "proxy"],
      causes: ["upstream-refused", "not-listening", "crash-looping"],
    },
  },
  {
    id: "nginx-connect-timeout",
    patterns: [/upstream timed out \(110: [^)\n]{1,60}\) while connecting to upstream/i],
    means: "The upstream did not answer the SYN within proxy_connect_timeout; the client gets 504.",
    reading: proxy.upstreamSilent,
  },
  {
    id: "nginx-handshake-timeout",
    patterns: [/upstream timed out \(110: [^)\n]{1,60}\) while SSL handshaking to upstream/i],
    means:
      "TLS with the upstream did not end in time: large packets vanish, or the peer speaks plainly and waits.",
    reading: {
      ...proxy.upstreamTls,
      strength: "timer",
      boundaries: ["proxy", "tls", "path"],
      causes: ["upstream-tls-failure", "mtu-black-hole", "not-tls"],
    },
  },
  {
    id: "nginx-send-timeout",
    patterns: [/upstream timed out \(110: [^)\n]{1,60}\) while sending request to upstream/i],
    means: "The upstream took no more of the request for proxy_send_timeout.",
    reading: { ...proxy.upstreamSlow, causes: ["receiver-not-reading", "mtu-black-hole", "app-slow"] },
  },
  {
    id: "nginx-read-timeout",
    patterns: [/upstream timed out \(110: [^)\n]{1,60}\) while reading response header from upstream/i],
    means: "The upstream sent no headers within proxy_read_timeout; the client gets 504.",
    reading: proxy.upstreamSlow,
  },
  {
    id: "nginx-body-timeout",
    patterns: [
      /upstream timed out \(110: [^)\n]{1,60}\) while (?:reading upstream|proxying upgraded connection|sending to client)/i,
    ],
    means:
      "The body, or an upgraded connection, stood still for proxy_read_timeout; the client sees it cut short.",
    reading: {
      ...proxy.upstreamSlow,
      boundaries: ["app", "path"],
      causes: ["response-truncated", "upstream-timeout", "idle-timeout-reset"],
    },
  },
  {
    id: "nginx-upstream-timeout",
    patterns: [/upstream timed out/i],
    means: "A timer towards the upstream fired: the words after while say in which phase.",
    reading: proxy.upstreamSlow,
  },
  {
    id: "nginx-closed-before-header",
    patterns: [
      /upstream prematurely closed (?:FastCGI stdout|connection)[^\n]{0,40} while reading response header/i,
    ],
    means:
      "The upstream closed before its headers: crash, an idle race, a killed worker, another protocol; the client gets 502.",
    reading: proxy.upstreamCut,
  },
  {
    id: "nginx-closed-in-body",
    patterns: [/upstream prematurely closed connection while (?:reading upstream|sending to client)/i],
    means: "The upstream closed in the middle of the body.",
    reading: connection.truncated,
  },
  {
    id: "nginx-closed",
    patterns: [/upstream prematurely closed/i],
    means: "The upstream closed sooner than it should.",
    reading: proxy.upstreamCut,
  },
  {
    id: "nginx-reset",
    patterns: [
      /(?:recv|readv)\(\) failed \(104: [^)\n]{1,60}\) while reading (?:response header from )?upstream/i,
    ],
    means: "The upstream, or a device before it, reset the connection.",
    reading: proxy.upstreamCut,
  },
  {
    id: "nginx-send-failed",
    patterns: [
      /(?:writev|send|sendfile)\(\) failed \((?:32|104): [^)\n]{1,60}\) while sending request to upstream/i,
    ],
    means: "The upstream had closed while nginx still sent: a body that it refuses, or an idle race.",
    reading: { ...proxy.upstreamCut, causes: ["keepalive-race", "upstream-resets", "body-too-large"] },
  },
  {
    id: "nginx-invalid-header",
    patterns: [
      /upstream sent (?:invalid header|no valid HTTP\/1\.0 header|unsupported FastCGI)/i,
      /upstream sent (?:"Content-Length" and "Transfer-Encoding" headers|unknown "Transfer-Encoding"|duplicate header line|invalid "Content-Length")/i,
    ],
    means: "What the upstream sent is no valid HTTP: another protocol on that port, or a malformed answer.",
    reading: proxy.badAnswer,
  },
  {
    id: "nginx-header-too-big",
    patterns: [/upstream sent too big (?:header|early hints)/i],
    means: "The upstream's headers are larger than proxy_buffer_size; the client gets 502.",
    reading: proxy.headerTooLarge,
  },
  {
    id: "nginx-more-data",
    patterns: [/upstream sent more data than specified in "Content-Length"/i],
    means: "The upstream sends more than it promised; it was served.",
    reading: { ...proxy.badAnswer, strength: "symptom", causes: ["app-error"] },
  },
  {
    id: "nginx-early-response",
    patterns: [/upstream prematurely sent response/i],
    means: "The upstream spoke before it was asked: another protocol, or a left-over on a reused connection.",
    reading: proxy.badAnswer,
  },
  {
    id: "nginx-stream-refused",
    patterns: [
      /upstream (?:rejected request with error \d{1,3}|sent goaway|sent rst stream|sent rst_stream)/i,
    ],
    means: "The upstream refused the HTTP/2 or gRPC stream.",
    reading: app.streamReset,
  },
  {
    id: "nginx-no-live-upstreams",
    patterns: [/no live upstreams/i],
    means: "All servers of the group are set aside for earlier errors: those are the cause.",
    reading: { ...proxy.noUpstream, strength: "symptom" },
  },
  {
    id: "nginx-server-disabled",
    patterns: [/upstream server temporarily disabled/i],
    means: "This server has just used up max_fails.",
    reading: { ...proxy.noUpstream, strength: "symptom" },
  },
  {
    id: "nginx-no-resolver",
    patterns: [/no resolver defined to resolve/i],
    means: "proxy_pass holds a variable and no resolver is configured.",
    reading: proxy.proxyConfig,
  },
  {
    id: "nginx-resolve-servfail",
    patterns: [/could not be resolved \(2: [^)\n]{1,60}\)/i],
    means: "nginx's resolver answered SERVFAIL.",
    reading: { ...proxy.proxyDns, causes: ["resolver-servfail", "dnssec-bogus"] },
  },
  {
    id: "nginx-resolve-nxdomain",
    patterns: [/could not be resolved \(3: [^)\n]{1,60}\)/i, /host not found in (?:upstream|resolver)/i],
    means: "The name of the upstream is not there.",
    reading: { ...proxy.proxyDns, causes: ["name-does-not-exist", "no-address-record"] },
  },
  {
    id: "nginx-resolve-timeout",
    patterns: [/could not be resolved \(110: [^)\n]{1,60}\)/i],
    means: "nginx's resolver did not answer.",
    reading: { ...proxy.proxyDns, strength: "timer", causes: ["resolver-unreachable", "intermittent-loss"] },
  },
  {
    id: "nginx-resolve-refused",
    patterns: [/could not be resolved \(5: [^)\n]{1,60}\)/i],
    means: "nginx's resolver refused.",
    reading: { ...proxy.proxyDns, causes: ["resolver-refuses"] },
  },
  {
    id: "nginx-upstream-handshake",
    patterns: [/SSL_do_handshake\(\) failed[^\n]{0,300} while SSL handshaking to upstream/i],
    means: "TLS with the upstream failed; OpenSSL's reason stands inside.",
    reading: proxy.upstreamTls,
  },
  {
    id: "nginx-upstream-certificate",
    patterns: [/upstream SSL certificate verify error/i, /upstream SSL certificate does not match/i],
    means: "nginx rejects the upstream's certificate.",
    reading: proxy.upstreamTls,
  },
  {
    id: "nginx-handshake-closed",
    patterns: [/peer closed connection in SSL handshake/i],
    means: "The other side closed in the middle of the TLS handshake.",
    reading: handshakeCut,
  },
];
