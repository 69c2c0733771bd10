import { streamReset } from "../readings/app.ts";
import * as certificate from "../readings/certificate.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import * as dns from "../readings/dns.ts";
import * as proxy from "../readings/proxy.ts";
import * as tls from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Errors of Go's standard library and of grpc-go, whose inner text decides. Source: go, src/net and src/crypto/tls. */
export const go: PhraseTable = {
  product: "Go",
  layer: "cause",
  phrases: [
    {
      id: "go-no-such-host",
      patterns: [/\blookup \S{1,255}(?: on \S{1,80})?: no such host\b/i, /\bno such host\b(?! is known)/i],
      means: "No such name, or no address of a family in use; the server that was asked stands beside it.",
      reading: dns.nameMissing,
    },
    {
      id: "go-lookup-timeout",
      patterns: [/\blookup \S{1,255} on [^\n]{1,200}i\/o timeout\b/i, /\blookup \S{1,255}: i\/o timeout\b/i],
      means: "No resolver answered in time.",
      reading: dns.resolverSilent,
    },
    {
      id: "go-lookup-servfail",
      patterns: [/\blookup \S{1,255}[^\n]{0,100}: server misbehaving\b/i, /\bserver misbehaving\b/i],
      means: "The resolver answered SERVFAIL or REFUSED.",
      reading: { ...dns.servfail, causes: ["resolver-servfail", "resolver-refuses", "dnssec-bogus"] },
    },
    {
      id: "go-lookup-refused",
      patterns: [/\blookup \S{1,255} on [^\n]{1,200}connection refused\b/i],
      means: "Nothing takes questions at the resolver's address.",
      reading: {
        ...connect.refused,
        boundaries: ["dns", "service"],
        causes: ["resolver-unreachable", "no-ready-endpoints"],
      },
    },
    {
      id: "go-dial-timeout",
      patterns: [/\bdial (?:tcp|udp)[46]? [^\n]{1,120}: i\/o timeout\b/i],
      means: "The dialler's own deadline passed with no answer to the SYN.",
      reading: connect.connectSilent,
    },
    {
      id: "go-io-timeout",
      patterns: [/\b(?:read|write) (?:tcp|udp)[46]? [^\n]{1,120}: i\/o timeout\b/i],
      means: "A deadline on an open connection passed.",
      reading: connection.answerSilent,
    },
    {
      id: "go-handshake-timeout",
      patterns: [/\bTLS handshake timeout\b/i],
      means: "TCP was there and TLS did not end within 10 s.",
      reading: tls.handshakeSilent,
    },
    {
      id: "go-first-record",
      patterns: [
        /\bfirst record does not look like a TLS handshake\b/i,
        /\bserver gave HTTP response to HTTPS client\b/i,
        /\boversized record received\b/i,
      ],
      means: "The peer speaks plainly.",
      reading: tls.notTls,
    },
    {
      id: "go-http-on-tls",
      patterns: [
        /malformed HTTP response "\\x15\\x03/i,
        /\bclient sent an HTTP request to an HTTPS server\b/i,
      ],
      means: "HTTP was spoken to a TLS port.",
      reading: tls.notTls,
    },
    {
      id: "go-malformed",
      patterns: [/malformed HTTP (?:response|status|version)(?! "\\x15)/i],
      means: "The answer is no HTTP.",
      reading: proxy.badAnswer,
    },
    {
      id: "go-verify",
      patterns: [/\btls: failed to verify certificate\b(?!: x509)/i],
      means: "This side rejects the peer's certificate.",
      reading: certificate.verifyFailed,
    },
    {
      id: "go-eof",
      patterns: [/(?:^|: )EOF\b/m],
      means: "The peer closed before it answered.",
      reading: connection.closedEarly,
    },
    {
      id: "go-unexpected-eof",
      patterns: [/\bunexpected EOF\b(?! on client)/],
      means: "The peer closed in the middle of the answer.",
      reading: connection.truncated,
    },
    {
      id: "go-idle-closed",
      patterns: [/\bserver closed idle connection\b/i, /\btransport connection broken\b/i],
      means: "A pooled connection was closed as it was used.",
      reading: connection.staleReuse,
    },
    {
      id: "go-awaiting-headers",
      patterns: [
        /\bClient\.Timeout exceeded while awaiting headers\b/i,
        /\btimeout awaiting response headers\b/i,
      ],
      means: "The client's own deadline passed before any head of an answer.",
      reading: { ...connection.ownTimer, causes: ["app-slow", "deadline-too-short", "firewall-drops"] },
    },
    {
      id: "go-reading-body",
      patterns: [/\bClient\.Timeout or context cancellation while reading body\b/i],
      means: "The client's own deadline passed in the middle of the body.",
      reading: { ...connection.ownTimer, causes: ["throughput-limited", "deadline-too-short", "app-slow"] },
    },
    {
      id: "go-waiting-connection",
      patterns: [/\brequest canceled while waiting for connection\b/i],
      means: "The deadline passed while a connection was made or waited for in the pool.",
      reading: { ...connection.ownTimer, causes: ["firewall-drops", "pool-exhausted", "deadline-too-short"] },
    },
    {
      id: "go-deadline",
      patterns: [
        /\bcontext deadline exceeded\b/i,
        /\bDeadlineExceeded\b(?= desc|$)/m,
        /\bDEADLINE_EXCEEDED\b/,
      ],
      means: "The caller's own deadline passed.",
      reading: connection.ownTimer,
    },
    {
      id: "go-canceled",
      patterns: [/\bcontext canceled\b/i],
      means: "The caller gave up.",
      reading: connection.callerGone,
    },
    {
      id: "go-http2",
      patterns: [
        /\bhttp2: server sent GOAWAY\b/i,
        /\bstream error: stream ID \d{1,10}\b/i,
        /\bhttp2: client connection lost\b/i,
        /\btoo_many_pings\b/i,
      ],
      means: "An HTTP/2 stream or session was ended.",
      reading: streamReset,
    },
    {
      id: "grpc-no-address",
      patterns: [/\bproduced zero addresses\b/i, /\bno children to pick from\b/i],
      means: "gRPC's name resolver found no address.",
      reading: {
        ...dns.nameMissing,
        boundaries: ["dns", "service"],
        causes: ["name-does-not-exist", "no-address-record", "no-ready-endpoints"],
      },
    },
    {
      id: "grpc-transport",
      patterns: [
        /\btransport is closing\b/i,
        /\berror reading from server: EOF\b/i,
        /\bkeepalive ping failed\b/i,
      ],
      means: "gRPC's connection ended.",
      reading: connection.closedEarly,
    },
    {
      id: "grpc-size",
      patterns: [/\breceived message larger than max\b/i, /\btrying to send message larger than max\b/i],
      means: "A message is above gRPC's limit (4 MiB unless set).",
      reading: { ...proxy.bodyTooLarge, boundaries: ["client", "app"] },
    },
  ],
};
