import { appError, streamReset } from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as certificate from "../readings/certificate.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { nameMissing, resolverSilent } from "../readings/dns.ts";
import * as proxy from "../readings/proxy.ts";
import * as tls from "../readings/tls.ts";
import type { Reading } from "../signal.ts";
import { type CodeTable, codesOf, type PhraseTable } from "../table.ts";

const here: Reading = {
  ...normal,
  proves: "curl failed by itself, on this host.",
  doesNotProve: "Anything about the network.",
  boundaries: ["client"],
  strength: "names-actor",
};
const lookup: Reading = {
  ...nameMissing,
  proves: "The look-up gave no address.",
  doesNotProve: "Whether the name is missing or no resolver answered.",
  causes: ["name-does-not-exist", "no-address-record", "resolver-unreachable"],
};
const failed: Reading = {
  ...connect.refused,
  proves: "No TCP connection was made.",
  doesNotProve: "How it failed: the text behind the number says so.",
  strength: "symptom",
  boundaries: ["tcp", "route", "path"],
  causes: ["port-not-listening", "no-route", "firewall-rejects", "firewall-drops"],
};

/** Exit codes of curl. Source: curl, include/curl/curl.h. */
export const curlExits: CodeTable = {
  product: "curl",
  layer: "cause",
  prefix: "curl",
  finders: [
    { pattern: /\bcurl: ?\((\d{1,3})\)/i, certain: true },
    {
      pattern: /\bcurl\b[^\n]{0,40}\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]{1,3}(\d{1,3})\b/i,
      certain: true,
    },
    { pattern: /\b(?:CURLE_\w{1,40}|curl (?:error|errno))\D{0,4}(\d{1,3})\b/i, certain: true },
    { pattern: /^\s{0,8}exit(?: code| status)?[ :=]{1,3}(\d{1,3})\s{0,8}$/i, certain: false },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [1, "curl has no such protocol, or got HTTP/0.9.", { ...tls.notTls, strength: "symptom" }],
    [
      5,
      "The proxy's name did not resolve.",
      {
        ...lookup,
        boundaries: ["dns", "client"],
        causes: ["proxy-environment-misdirects", "name-does-not-exist"],
      },
    ],
    [6, "The host's name did not resolve.", lookup],
    [7, "No TCP connection could be made.", failed],
    [8, "A reply that cannot be read.", proxy.badAnswer],
    [16, "HTTP/2 framing broke.", streamReset],
    [18, "The body ended before its promised length.", connection.truncated],
    [
      22,
      "The status is 400 or above, and --fail was given.",
      { ...normal, doesNotProve: "Which status: read it." },
    ],
    [23, "curl could not write what it got.", here],
    [26, "curl could not read what it should send.", here],
    [27, "curl ran out of memory.", connect.noMemory],
    [
      28,
      "A timer of curl fired; the text says in which phase.",
      {
        ...connection.ownTimer,
        causes: ["firewall-drops", "app-slow", "handshake-stalls", "deadline-too-short"],
      },
    ],
    [
      35,
      "The TLS handshake failed; the text says how.",
      {
        ...tls.handshakeFailure,
        strength: "symptom",
        doesNotProve: "Why: the text behind the number says so.",
      },
    ],
    [43, "curl was called wrongly by its program.", here],
    [45, "curl could not bind the wished interface or address.", connect.noLocalPort],
    [47, "More redirects than allowed.", proxy.redirects],
    [51, "The certificate does not fit the host (curl before 7.62).", certificate.nameMismatch],
    [52, "The server closed without a byte of an answer.", connection.closedEarly],
    [55, "Sending failed.", connection.brokenPipe],
    [56, "Receiving failed: a reset, or CONNECT refused by a proxy.", connection.reset],
    [58, "The local client certificate cannot be used.", tls.tlsFiles],
    [59, "The wished cipher cannot be used.", tls.cipherMismatch],
    [60, "curl rejects the peer's certificate; the text says why.", certificate.verifyFailed],
    [61, "The content coding cannot be read.", proxy.badAnswer],
    [63, "The file is larger than allowed.", here],
    [64, "TLS was demanded and could not be had.", tls.notTls],
    [66, "The TLS engine could not be set up.", tls.tlsFiles],
    [67, "The login was refused.", { ...proxy.deniedByRule, causes: [] }],
    [77, "The CA file cannot be read.", tls.tlsFiles],
    [80, "TLS could not be shut down.", normal],
    [82, "The CRL file cannot be read.", tls.tlsFiles],
    [83, "The issuer is not the one expected.", certificate.untrusted],
    [89, "No connection was free.", here],
    [
      90,
      "The public key is not the pinned one.",
      { ...certificate.untrusted, causes: ["wrong-address", "certificate-untrusted"] },
    ],
    [91, "The stapled status is missing or bad.", certificate.revocationUnknown],
    [92, "An HTTP/2 stream was reset.", streamReset],
    [95, "HTTP/3 broke.", { ...streamReset, boundaries: ["path", "proxy"] }],
    [
      96,
      "QUIC could not connect: UDP may be blocked.",
      { ...connect.connectSilent, causes: ["firewall-drops"] },
    ],
    [97, "The proxy's handshake failed.", proxy.forwardProxy],
    [98, "The server demands a client certificate.", tls.clientCertificateWanted],
    [99, "Polling failed.", here],
    [100, "A value is too large.", here],
    [101, "Encrypted ClientHello failed.", tls.tlsProtocol],
  ]),
};

/** curl's own sentences. Source: curl, lib/*.c. */
export const curlWords: PhraseTable = {
  product: "curl",
  layer: "cause",
  phrases: [
    {
      id: "curl-resolve",
      patterns: [/\bCould not resolve (?:host|proxy)\b/i],
      means: "The name did not resolve.",
      reading: lookup,
    },
    {
      id: "curl-resolve-timeout",
      patterns: [/\bResolving timed out after\b/i],
      means: "The look-up did not end in time.",
      reading: resolverSilent,
    },
    {
      id: "curl-connect-timeout",
      patterns: [
        /\bConnection timeout after \d{1,9} ms\b/i,
        /\bFailed to connect to [^\n]{1,300} after \d{1,9} ms: (?:Timeout was reached|Connection timed out)/i,
      ],
      means: "The connect went unanswered for --connect-timeout.",
      reading: connect.connectSilent,
    },
    {
      id: "curl-operation-timeout",
      patterns: [
        /\bOperation timed out after \d{1,9} milliseconds with \d{1,15} (?:out of -?\d{1,15} )?bytes received/i,
        /\bOperation too slow\b/i,
      ],
      means: "The whole transfer did not end in time; 0 bytes say that no answer began.",
      reading: connection.answerSilent,
    },
    {
      id: "curl-tls-timeout",
      patterns: [/\bSSL connection timeout\b/i],
      means: "The TLS handshake did not end in time.",
      reading: tls.handshakeSilent,
    },
    {
      id: "curl-tls-error",
      patterns: [/\bTLS connect error\b/i, /\bSSL_ERROR_SYSCALL\b/, /\bOpenSSL SSL_connect\b/i],
      means: "The TLS handshake broke off.",
      reading: tls.handshakeCut,
    },
    {
      id: "curl-empty",
      patterns: [/\bEmpty reply from server\b/i],
      means: "The server closed without a byte of an answer.",
      reading: connection.closedEarly,
    },
    {
      id: "curl-tunnel",
      patterns: [
        /\bCONNECT tunnel failed, response \d{3}\b/i,
        /\bReceived HTTP code \d{3} from proxy after CONNECT\b/i,
      ],
      means: "The forward proxy refused the tunnel.",
      reading: proxy.forwardProxy,
    },
    {
      id: "curl-partial",
      patterns: [
        /\btransfer closed with (?:\d{1,15} bytes|outstanding read data) remaining\b/i,
        /\bend of response with \d{1,15} bytes missing\b/i,
      ],
      means: "The body ended before its promised length.",
      reading: connection.truncated,
    },
    {
      id: "curl-redirects",
      patterns: [/\bMaximum \(\d{1,5}\) redirects followed\b/i],
      means: "More redirects than allowed.",
      reading: proxy.redirects,
    },
    {
      id: "curl-http09",
      patterns: [/\bReceived HTTP\/0\.9 when not allowed\b/i],
      means: "The answer is no HTTP of today: TLS bytes or another protocol.",
      reading: tls.notTls,
    },
    {
      id: "curl-status",
      patterns: [/\bThe requested URL returned error\b/i],
      means: "The status is 400 or above.",
      reading: appError,
    },
  ],
};
