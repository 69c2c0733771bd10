import * as tls from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** OpenSSL's reasons, as Node's `ERR_SSL_…`, curl's 35, Python's `[SSL: …]` and proxies' logs carry them. */
export const openssl: PhraseTable = {
  product: "OpenSSL",
  layer: "cause",
  phrases: [
    {
      id: "openssl-wrong-version",
      patterns: [/\bwrong[ _]version[ _]number\b/i, /ERR_SSL_WRONG_VERSION_NUMBER/],
      means:
        "The first bytes of the answer are no TLS record: plain HTTP, an error page or another protocol.",
      reading: tls.notTls,
    },
    {
      id: "openssl-http-request",
      patterns: [
        /(?:\bhttps?_proxy_request\b|\bhttps? proxy request\b|ssl routines[^\n]{0,60}http request\b|ERR_SSL_HTTP_REQUEST|SSL: HTTP_REQUEST)/i,
      ],
      means: "Plain HTTP, or CONNECT, came to a TLS port.",
      reading: { ...tls.notTls, boundaries: ["client", "tls"] },
    },
    {
      id: "openssl-not-a-record",
      patterns: [
        /\bpacket[ _]length[ _]too[ _]long\b/i,
        /\bbad[ _]record[ _]type\b/i,
        /\bunknown[ _]protocol\b/i,
        /ssl routines[^\n]{0,60}record overflow\b/i,
        /SSL(?::|_) ?RECORD_OVERFLOW\b/,
      ],
      means: "The bytes are no TLS.",
      reading: tls.notTls,
    },
    {
      id: "openssl-eof",
      patterns: [/\bunexpected[ _]eof[ _]while[ _]reading\b/i, /\bEOF occurred in violation of protocol\b/i],
      means: "The peer closed TCP without close_notify.",
      reading: tls.handshakeCut,
    },
    {
      id: "openssl-version",
      patterns: [
        /\bunsupported[ _]protocol\b/i,
        /\bno[ _]protocols[ _]available\b/i,
        /\bversion[ _]too[ _]low\b/i,
        /\btlsv1[ _]alert[ _]protocol[ _]version\b/i,
      ],
      means: "No TLS version in common, or none left that this side allows.",
      reading: tls.versionMismatch,
    },
    {
      id: "openssl-cipher",
      patterns: [
        /\bno[ _]shared[ _]ciphers?\b/i,
        /\bno[ _]ciphers[ _]available\b/i,
        /\bno[ _]suitable[ _](?:signature[ _]algorithm|key[ _]share|digest[ _]algorithm)\b/i,
        /\bno[ _]shared[ _](?:groups|signature[ _]algorithms)\b/i,
        /\bno cipher suite supported by both\b/i,
      ],
      means: "No cipher suite, group or signature algorithm in common.",
      reading: tls.cipherMismatch,
    },
    {
      id: "openssl-client-certificate",
      patterns: [
        /\bpeer[ _]did[ _]not[ _]return[ _]a[ _]certificate\b/i,
        /\bclient didn't provide a certificate\b/i,
      ],
      means: "The server wants a client certificate and got none.",
      reading: tls.clientCertificateWanted,
    },
    {
      id: "openssl-security-level",
      patterns: [
        /\bdh[ _]key[ _]too[ _]small\b/i,
        /\bunsafe[ _]legacy[ _]renegotiation[ _]disabled\b/i,
        /\blegacy[ _]sigalg[ _]disallowed\b/i,
      ],
      means: "The peer offers less than this side's security level allows.",
      reading: tls.cipherMismatch,
    },
    {
      id: "openssl-corrupt",
      patterns: [/\bdecryption[ _]failed[ _]or[ _]bad[ _]record[ _]mac\b/i, /\bbad[ _]decrypt\b/i],
      means: "A record did not decrypt.",
      reading: tls.corrupted,
    },
    {
      id: "openssl-files",
      patterns: [
        /\bkey[ _]values[ _]mismatch\b/i,
        /\bPEM[^\n]{0,40}no[ _]start[ _]line\b/i,
        /\bno start line\b/i,
        /\bbad[ _]password[ _]read\b/i,
      ],
      means: "Certificate and key do not belong together, or a file cannot be read.",
      reading: tls.tlsFiles,
    },
    {
      id: "openssl-signature",
      patterns: [/\bssl[^\n]{0,40}bad[ _]signature\b/i],
      means: "A signature of the handshake does not verify: key and certificate do not belong together.",
      reading: tls.corrupted,
    },
    {
      id: "openssl-alpn",
      patterns: [/\bno[ _]application[ _]protocol\b(?!_)/i],
      means: "No application protocol in common.",
      reading: tls.alpnMismatch,
    },
  ],
};
