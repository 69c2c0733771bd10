import { normal } from "../readings/benign.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import { handshakeCut } from "../readings/tls.ts";
import type { Phrase, PhraseTable } from "../table.ts";
import { nginxUpstream } from "./nginx-upstream.ts";

/** Towards the client, and nginx itself. */
const own: readonly Phrase[] = [
  {
    id: "nginx-client-handshake",
    patterns: [/SSL_do_handshake\(\) failed[^\n]{0,300} while SSL handshaking,/i],
    means: "The client's TLS with nginx failed; OpenSSL's reason stands inside.",
    reading: { ...handshakeCut, boundaries: ["client", "tls"] },
  },
  {
    id: "nginx-client-gone",
    patterns: [/client prematurely closed connection/i, /epoll_wait\(\) reported that client/i],
    means: "The client, or a proxy in front, gave up first; nginx logs 499.",
    reading: connection.callerGone,
  },
  {
    id: "nginx-client-timeout",
    patterns: [/client timed out/i],
    means: "The client sent or took nothing for a timer of nginx.",
    reading: connection.callerSlow,
  },
  {
    id: "nginx-body-too-large",
    patterns: [/client intended to send too large (?:chunked )?body/i],
    means: "The body is above client_max_body_size (1 MiB unless set); the client gets 413.",
    reading: proxy.bodyTooLarge,
  },
  {
    id: "nginx-client-header",
    patterns: [/client sent too (?:large|long) (?:header|request|URI)/i],
    means: "The request's headers are above large_client_header_buffers.",
    reading: proxy.headerTooLarge,
  },
  {
    id: "nginx-client-invalid",
    patterns: [/client sent (?:invalid|no "Host"|HTTP\/1\.1 request without|duplicate|plain HTTP)/i],
    means: "The client's request is not valid.",
    reading: proxy.badRequest,
  },
  {
    id: "nginx-worker-connections",
    patterns: [/\d{1,7} worker_connections are not enough/i],
    means: "nginx's own limit of connections is reached.",
    reading: proxy.limitReached,
  },
  {
    id: "nginx-accept-descriptors",
    patterns: [/accept4?\(\) failed \(24: [^)\n]{1,60}\)/i],
    means: "nginx has no descriptor left to accept with.",
    reading: proxy.proxyExhausted,
  },
  {
    id: "nginx-limit",
    patterns: [/limiting (?:requests|connections)/i],
    means: "limit_req or limit_conn turned it away.",
    reading: proxy.limitReached,
  },
  {
    id: "nginx-forbidden",
    patterns: [/access forbidden by rule/i, /directory index of \S{1,200} is forbidden/i],
    means: "A rule of nginx refused.",
    reading: proxy.deniedByRule,
  },
  {
    id: "nginx-proxy-header",
    patterns: [/broken header: "[^\n]{0,200}while reading PROXY protocol/i, /while reading PROXY protocol/i],
    means: "nginx waits for a PROXY protocol header and got something else.",
    reading: proxy.proxyProtocol,
  },
  {
    id: "nginx-buffered",
    patterns: [/(?:an upstream response|a client request body) is buffered to a temporary file/i],
    means: "A large body went through a file: slower, no fault.",
    reading: normal,
  },
];

/** The error log of nginx and of ingress-nginx. */
export const nginx: PhraseTable = { product: "nginx", layer: "cause", phrases: [...nginxUpstream, ...own] };
