import { type RowFamily, rows, words } from "./row-family.ts";

/** Sockets, TLS, curl, browsers and the kernel. */
export const runtimeRows: Readonly<Record<string, RowFamily>> = {
  "errno by name": {
    ids: /./,
    lines: words(`
      EPERM EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS ENOMEM
      ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EMSGSIZE EPIPE EMFILE ENFILE EPROTO`).map(
      (name) => `Error: connect ${name} 192.0.2.9:443`,
    ),
  },
  "errno by number": {
    ids: /./,
    lines: words("1 13 98 99 97 100 101 102 103 104 105 12 110 111 112 113 90 32 24 23 71").map(
      (number) => `OSError: [Errno ${number}]`,
    ),
  },
  "errno of Windows": {
    ids: /./,
    lines: words("10013 10048 10049 10051 10053 10054 10055 10060 10061 10065 11001 11002").map(
      (number) => `SocketException (${number}): said by Windows, WinError ${number}`,
    ),
  },
  "verification of certificates": {
    ids: /^certificate-/,
    lines: rows(`
      unable to get issuer certificate
      unable to get local issuer certificate
      unable to verify the first certificate
      self-signed certificate
      self signed certificate
      self-signed certificate in certificate chain
      certificate has expired
      certificate is not yet valid or the system clock is incorrect
      Hostname mismatch
      IP address mismatch
      certificate revoked
      certificate chain too long
      path length constraint exceeded
      unsuitable certificate purpose
      certificate not trusted
      certificate rejected
      certificate signature failure
      EE certificate key too weak
      CA certificate key too weak
      CA signature digest algorithm too weak
      unable to get certificate CRL
      CRL has expired
      invalid CA certificate
      permitted subtree violation
      unhandled critical extension`),
  },
  "verification by Node's codes": {
    ids: /^certificate-/,
    lines: words(`
      UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE DEPTH_ZERO_SELF_SIGNED_CERT
      SELF_SIGNED_CERT_IN_CHAIN CERT_HAS_EXPIRED CERT_NOT_YET_VALID ERR_TLS_CERT_ALTNAME_INVALID CERT_REVOKED CERT_CHAIN_TOO_LONG
      PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED CERT_SIGNATURE_FAILURE EE_KEY_TOO_SMALL UNABLE_TO_GET_CRL
      CRL_HAS_EXPIRED INVALID_CA`).map((code) => `Error: request failed { code: '${code}' }`),
  },
  "alerts of TLS by number": {
    ids: /^tls-alert-\d/,
    lines: words(`
      10 20 21 22 30 40 41 42 43 44 45 46 47 48 49 50 51 60 70 71 80 86 90 100 109 110 111 112 113 114 115 116 120 121`).map(
      (number) => `error:0A000410:SSL routines::ssl/tls alert: SSL alert number ${number}`,
    ),
  },
  "alerts of TLS by name": {
    ids: /^(?:tls-alert-|openssl-|certificate-)/,
    lines: words(`
      unexpected_message bad_record_mac record_overflow handshake_failure bad_certificate unsupported_certificate certificate_revoked
      certificate_expired certificate_unknown illegal_parameter unknown_ca access_denied decode_error decrypt_error protocol_version
      insufficient_security internal_error inappropriate_fallback user_canceled missing_extension unsupported_extension
      unrecognized_name bad_certificate_status_response certificate_required no_application_protocol`).map(
      (name) => `javax.net.ssl.SSLHandshakeException: Received fatal alert: ${name}`,
    ),
  },
  "reasons of OpenSSL": {
    ids: /^(?:openssl-|tls-alert-|certificate-)/,
    lines: words(`
      WRONG_VERSION_NUMBER HTTP_REQUEST HTTPS_PROXY_REQUEST PACKET_LENGTH_TOO_LONG RECORD_OVERFLOW BAD_RECORD_TYPE UNKNOWN_PROTOCOL
      UNEXPECTED_EOF_WHILE_READING SSLV3_ALERT_HANDSHAKE_FAILURE TLSV1_ALERT_PROTOCOL_VERSION NO_PROTOCOLS_AVAILABLE
      UNSUPPORTED_PROTOCOL NO_SHARED_CIPHER CERTIFICATE_VERIFY_FAILED TLSV1_ALERT_UNKNOWN_CA TLSV13_ALERT_CERTIFICATE_REQUIRED`).map(
      (reason) => `ssl.SSLError: [SSL: ${reason}] said by OpenSSL (_ssl.c:1006)`,
    ),
  },
  "exits of curl": {
    ids: /^(?:curl-|connection-|dns-|resolver-|tls-|certificate-|http-|name-)/,
    lines: words(`
      1 5 6 7 8 16 18 22 23 26 27 28 35 43 45 47 51 52 55 56 58 59 60 61 63 64 66 77 80 82 83 89 90 91 92 95 96 97 98 99 100 101`).map(
      (exit) => `curl: (${exit}) said by curl`,
    ),
  },
  "texts of curl": {
    ids: /./,
    lines: rows(`
      curl: (7) Failed to connect to shop.example port 443 after 12 ms: Couldn't connect to server
      curl: (28) Connection timeout after 5001 ms
      curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received
      curl: (28) Resolving timed out after 5000 milliseconds
      curl: (28) SSL connection timeout
      curl: (52) Empty reply from server
      curl: (56) Recv failure: Connection reset by peer
      curl: (56) CONNECT tunnel failed, response 403
      curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)`),
  },
  "codes of browsers": {
    ids: /./,
    lines: words(`
      net::ERR_CONNECTION_REFUSED net::ERR_CONNECTION_RESET net::ERR_CONNECTION_TIMED_OUT net::ERR_CONNECTION_CLOSED
      net::ERR_NAME_NOT_RESOLVED DNS_PROBE_FINISHED_NXDOMAIN net::ERR_EMPTY_RESPONSE net::ERR_CERT_DATE_INVALID
      net::ERR_CERT_AUTHORITY_INVALID net::ERR_CERT_COMMON_NAME_INVALID net::ERR_SSL_PROTOCOL_ERROR
      net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH net::ERR_HTTP2_PROTOCOL_ERROR net::ERR_ADDRESS_UNREACHABLE
      net::ERR_INTERNET_DISCONNECTED net::ERR_TOO_MANY_REDIRECTS net::ERR_TIMED_OUT net::ERR_QUIC_PROTOCOL_ERROR
      NS_ERROR_CONNECTION_REFUSED NS_ERROR_NET_TIMEOUT NS_ERROR_UNKNOWN_HOST SEC_ERROR_UNKNOWN_ISSUER
      SSL_ERROR_BAD_CERT_DOMAIN PR_END_OF_FILE_ERROR PR_CONNECT_RESET_ERROR`),
  },
  "lines and counters of the kernel": {
    ids: /./,
    lines: [
      ...rows(`
        nf_conntrack: table full, dropping packet
        nf_conntrack: nf_conntrack: table full, dropping packet
        TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.
        neighbour: arp_cache: neighbor table overflow!
        Out of memory: Killed process 4711 (java) total-vm:8000000kB
        IPv4: martian source 192.0.2.9 from 10.0.0.2, on dev eth0
        TCP: out of memory -- consider tuning tcp_mem
        Memory cgroup out of memory: Killed process 4711 (node)`),
      ...words(`
        TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop TcpRetransSegs TcpExtTCPSynRetrans TcpAttemptFails TcpEstabResets
        TcpExtTCPAbortOnTimeout TcpExtTCPRcvQDrop TcpExtTCPBacklogDrop TcpExtPAWSEstab TcpExtTCPTimeWaitOverflow IpOutNoRoutes
        TcpExtIPReversePathFilter IpReasmFails UdpNoPorts UdpRcvbufErrors`).map(
        (name) => `${name}  1234  0.0`,
      ),
    ],
  },
};
