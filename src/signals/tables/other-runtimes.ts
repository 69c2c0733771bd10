import * as certificate from "../readings/certificate.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { poolEmpty } from "../readings/database.ts";
import { nameMissing } from "../readings/dns.ts";
import * as tls from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** .NET, PowerShell and Windows' TLS (Schannel). */
export const dotnet: PhraseTable = {
  product: ".NET",
  layer: "cause",
  phrases: [
    {
      id: "dotnet-no-such-host",
      patterns: [
        /\bNo such host is known\b/i,
        /\bThe remote name could not be resolved\b/i,
        /\bNameResolutionFailure\b/,
      ],
      means: "The name did not resolve.",
      reading: nameMissing,
    },
    {
      id: "dotnet-tls",
      patterns: [
        /\bThe SSL connection could not be established\b/i,
        /\bAuthenticationException: Authentication failed\b/i,
        /\bCould not establish trust relationship for the SSL\/TLS secure channel\b/i,
      ],
      means: "The TLS handshake failed; the inner exception says how.",
      reading: { ...tls.handshakeFailure, strength: "symptom" },
    },
    {
      id: "dotnet-certificate",
      patterns: [
        /\bThe remote certificate (?:is invalid|was rejected)\b/i,
        /\bRemoteCertificateChainErrors\b/,
      ],
      means: "This side rejects the peer's certificate.",
      reading: certificate.verifyFailed,
    },
    {
      id: "dotnet-certificate-name",
      patterns: [/\bRemoteCertificateNameMismatch\b/],
      means: "The certificate does not carry the name asked.",
      reading: certificate.nameMismatch,
    },
    {
      id: "dotnet-certificate-time",
      patterns: [/\bNotTimeValid\b/],
      means: "The time now stands outside the certificate's dates.",
      reading: certificate.certificateDates,
    },
    {
      id: "dotnet-frame",
      patterns: [/\bCannot determine the frame size or a corrupted frame was received\b/i],
      means: "The peer speaks no TLS.",
      reading: tls.notTls,
    },
    {
      id: "dotnet-ended",
      patterns: [
        /\bThe response ended prematurely\b/i,
        /\bThe underlying connection was closed\b/i,
        /\bReceived an unexpected EOF or 0 bytes from the transport stream\b/i,
      ],
      means: "The peer closed before its answer was whole.",
      reading: connection.closedEarly,
    },
    {
      id: "dotnet-timeout",
      patterns: [
        /\bThe request was canceled due to the configured HttpClient\.Timeout\b/i,
        /\bTaskCanceledException\b/,
      ],
      means: "The client's own timer fired (100 s unless set), or it cancelled.",
      reading: connection.ownTimer,
    },
    {
      id: "dotnet-pool",
      patterns: [
        /\bTimeout expired\.\s{1,3}The timeout period elapsed prior to obtaining a connection from the pool\b/i,
        /\bThe connection pool has been exhausted\b/i,
      ],
      means: "The pool had no free connection.",
      reading: poolEmpty,
    },
    {
      id: "schannel-untrusted",
      patterns: [/\bSEC_E_UNTRUSTED_ROOT\b/, /\b0x80090325\b/],
      means: "The root is not trusted here.",
      reading: certificate.untrusted,
    },
    {
      id: "schannel-expired",
      patterns: [/\bSEC_E_CERT_EXPIRED\b/, /\b0x80090328\b/],
      means: "The certificate has expired.",
      reading: certificate.certificateExpired,
    },
    {
      id: "schannel-name",
      patterns: [/\bSEC_E_WRONG_PRINCIPAL\b/, /\b0x80090322\b/],
      means: "The certificate does not carry the name asked.",
      reading: certificate.nameMismatch,
    },
    {
      id: "schannel-algorithm",
      patterns: [/\bSEC_E_ALGORITHM_MISMATCH\b/, /\b0x80090331\b/],
      means: "No common algorithm or version.",
      reading: { ...tls.cipherMismatch, causes: ["tls-cipher-mismatch", "tls-version-mismatch"] },
    },
    {
      id: "schannel-token",
      patterns: [/\bSEC_E_INVALID_TOKEN\b/, /\b0x80090308\b/],
      means: "The peer's bytes are not the TLS expected.",
      reading: tls.notTls,
    },
  ],
};

/** PHP: streams, curl's binding, PDO and FPM. */
export const php: PhraseTable = {
  product: "PHP",
  layer: "cause",
  phrases: [
    {
      id: "php-getaddresses",
      patterns: [/\bphp_network_getaddresses: getaddrinfo(?: for \S{1,255})? failed\b/i],
      means: "The name did not resolve; the resolver's words follow.",
      reading: nameMissing,
    },
    {
      id: "php-open-stream",
      patterns: [/\bFailed to open stream: (?:HTTP request failed|operation failed)!?/i],
      means: "The request failed; a status or errno may follow.",
      reading: {
        ...connection.closedEarly,
        proves: "The request failed.",
        boundaries: ["tcp", "app", "proxy"],
        causes: [],
      },
    },
    {
      id: "php-crypto",
      patterns: [/\bFailed to enable crypto\b/i, /\bstream_socket_enable_crypto\(\): SSL\b/i],
      means: "The TLS handshake failed; OpenSSL's words stand beside it.",
      reading: { ...tls.handshakeFailure, strength: "symptom" },
    },
    {
      id: "php-max-children",
      patterns: [/\bserver reached (?:pm\.)?max_children setting\b/i],
      means: "All workers of PHP-FPM are busy.",
      reading: {
        ...connection.acceptQueue,
        boundaries: ["app", "tcp"],
        causes: ["app-slow", "accept-queue-overflow", "connection-limit-reached"],
      },
    },
    {
      id: "php-execution-time",
      patterns: [
        /\bMaximum execution time of \d{1,6} seconds exceeded\b/i,
        /\brequest_terminate_timeout\b|\bexecution timed out \(\d{1,6}\.\d{1,6} sec\), terminating\b/i,
      ],
      means: "The script ran longer than it may.",
      reading: {
        ...connection.answerSilent,
        boundaries: ["app", "database"],
        causes: ["app-slow", "slow-query", "lock-wait"],
      },
    },
  ],
};

/** Ruby: Net::HTTP, Faraday, ActiveRecord and Puma. */
export const ruby: PhraseTable = {
  product: "Ruby",
  layer: "cause",
  phrases: [
    {
      id: "ruby-open-timeout",
      patterns: [/\bNet::OpenTimeout\b/],
      means: "The connect, or TLS, did not end within open_timeout (60 s unless set).",
      reading: connect.connectSilent,
    },
    {
      id: "ruby-read-timeout",
      patterns: [/\bNet::(?:Read|Write)Timeout\b/],
      means: "The connection was made and no answer came within read_timeout (60 s unless set).",
      reading: connection.answerSilent,
    },
    {
      id: "ruby-name",
      patterns: [
        /\bSocket::ResolutionError\b/,
        /\bSocketError[^\n]{0,80}getaddrinfo\b/,
        /\bFailed to open TCP connection to [^\n]{1,300}\(getaddrinfo\b/i,
      ],
      means: "The name did not resolve.",
      reading: nameMissing,
    },
    {
      id: "ruby-refused",
      patterns: [/\bErrno::ECONNREFUSED\b/],
      means: "The connect was refused.",
      reading: connect.refused,
    },
    {
      id: "ruby-eof",
      patterns: [/\bEOFError\b/, /\bend of file reached\b/i],
      means: "The peer closed before its answer was whole.",
      reading: connection.closedEarly,
    },
    {
      id: "ruby-pool",
      patterns: [
        /\bActiveRecord::ConnectionTimeoutError\b/,
        /\bcould not obtain a (?:database )?connection (?:from the pool )?within \d/i,
      ],
      means: "The pool had no free connection.",
      reading: poolEmpty,
    },
  ],
};
