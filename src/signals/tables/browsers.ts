import { streamReset } from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as certificate from "../readings/certificate.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import * as dns from "../readings/dns.ts";
import * as proxy from "../readings/proxy.ts";
import * as tls from "../readings/tls.ts";
import { type CodeTable, codesOf } from "../table.ts";

/** Error codes of Chromium. Source: Chromium, net/base/net_error_list.h. */
export const chromium: CodeTable = {
  product: "Chromium",
  layer: "cause",
  prefix: "chromium",
  finders: [
    { pattern: /\bnet::(ERR_[A-Z0-9_]{3,60})\b/, certain: true },
    { pattern: /\b(ERR_[A-Z0-9_]{3,60}|DNS_PROBE_[A-Z_]{3,60})\b/, certain: false },
  ],
  canonical: (code) => code,
  codes: codesOf([
    ["ERR_CONNECTION_REFUSED", "The connect was refused.", connect.refused],
    ["ERR_CONNECTION_TIMED_OUT", "The connect went unanswered.", connect.connectSilent],
    ["ERR_CONNECTION_RESET", "The connection was reset.", connection.reset],
    ["ERR_CONNECTION_CLOSED", "The peer closed before it answered.", connection.closedEarly],
    ["ERR_CONNECTION_ABORTED", "The connection was given up on this side.", connection.reset],
    ["ERR_CONNECTION_FAILED", "No connection could be made.", { ...connect.refused, strength: "symptom" }],
    ["ERR_EMPTY_RESPONSE", "The server closed without a byte of an answer.", connection.closedEarly],
    ["ERR_TIMED_OUT", "Nothing came in time.", connection.ownTimer],
    [
      "ERR_ADDRESS_UNREACHABLE",
      "The address cannot be reached: ARP, or ICMP unreachable.",
      connect.hostUnreachable,
    ],
    [
      "ERR_ADDRESS_INVALID",
      "The address cannot be used.",
      { ...connect.networkUnreachable, boundaries: ["dns"], causes: ["wrong-address"] },
    ],
    ["ERR_INTERNET_DISCONNECTED", "This host has no network.", connect.interfaceDown],
    [
      "ERR_NETWORK_CHANGED",
      "This host's network changed in the middle.",
      { ...connection.reset, boundaries: ["link", "client"], causes: ["interface-down"] },
    ],
    ["ERR_NETWORK_IO_SUSPENDED", "This host was put to sleep.", normal],
    ["ERR_NETWORK_ACCESS_DENIED", "This host's own filter refused.", connect.deniedHere],
    ["ERR_INSUFFICIENT_RESOURCES", "The browser ran out of sockets or memory.", connect.noMemory],
    [
      "ERR_NAME_NOT_RESOLVED",
      "The name did not resolve.",
      {
        ...dns.nameMissing,
        strength: "symptom",
        doesNotProve: "Whether the name is missing or no resolver answered.",
        causes: ["name-does-not-exist", "no-address-record", "resolver-unreachable"],
      },
    ],
    ["ERR_NAME_RESOLUTION_FAILED", "The name did not resolve.", dns.resolverSilent],
    ["ERR_DNS_TIMED_OUT", "No resolver answered in time.", dns.resolverSilent],
    ["DNS_PROBE_FINISHED_NXDOMAIN", "There is no such name.", dns.nameMissing],
    [
      "DNS_PROBE_FINISHED_BAD_CONFIG",
      "The host's resolvers do not answer as they should.",
      dns.resolverSilent,
    ],
    ["DNS_PROBE_FINISHED_NO_INTERNET", "No resolver answers, public ones neither.", dns.resolverSilent],
    ["DNS_PROBE_POSSIBLE", "A look-up failed; the browser still looks why.", dns.resolverSilent],
    ["ERR_TUNNEL_CONNECTION_FAILED", "The forward proxy refused the tunnel.", proxy.forwardProxy],
    ["ERR_PROXY_CONNECTION_FAILED", "The forward proxy cannot be reached.", proxy.forwardProxy],
    ["ERR_PROXY_CERTIFICATE_INVALID", "The forward proxy's certificate is rejected.", proxy.forwardProxy],
    [
      "ERR_SSL_PROTOCOL_ERROR",
      "TLS broke: often the port speaks plainly.",
      { ...tls.notTls, strength: "symptom" },
    ],
    [
      "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
      "No version or cipher in common.",
      { ...tls.versionMismatch, causes: ["tls-version-mismatch", "tls-cipher-mismatch", "sni-not-served"] },
    ],
    ["ERR_SSL_OBSOLETE_VERSION", "The server's TLS is too old.", tls.versionMismatch],
    ["ERR_SSL_OBSOLETE_CIPHER", "The server's cipher is too old.", tls.cipherMismatch],
    ["ERR_SSL_UNRECOGNIZED_NAME_ALERT", "The server knows no site of that name.", tls.nameUnknown],
    [
      "ERR_SSL_CLIENT_AUTH_CERT_NEEDED",
      "The server wants a client certificate.",
      tls.clientCertificateWanted,
    ],
    [
      "ERR_BAD_SSL_CLIENT_AUTH_CERT",
      "The server rejects the client certificate.",
      {
        ...tls.ourCertificateRejected,
        causes: ["client-certificate-rejected", "client-certificate-required"],
      },
    ],
    ["ERR_SSL_WEAK_SERVER_EPHEMERAL_DH_KEY", "The server's key exchange is too weak.", tls.cipherMismatch],
    [
      "ERR_SSL_KEY_USAGE_INCOMPATIBLE",
      "The certificate's key usage does not allow it.",
      certificate.wrongUsage,
    ],
    [
      "ERR_CERT_DATE_INVALID",
      "The time now stands outside the certificate's dates.",
      certificate.certificateDates,
    ],
    [
      "ERR_CERT_COMMON_NAME_INVALID",
      "The certificate does not carry the name asked.",
      certificate.nameMismatch,
    ],
    ["ERR_CERT_AUTHORITY_INVALID", "No path leads to a root that is trusted here.", certificate.chainBroken],
    ["ERR_CERT_REVOKED", "The certificate is revoked.", certificate.revoked],
    ["ERR_CERT_INVALID", "The certificate is not valid, in some way.", certificate.verifyFailed],
    [
      "ERR_CERT_WEAK_SIGNATURE_ALGORITHM",
      "The certificate's signature is too weak.",
      certificate.weakCertificate,
    ],
    ["ERR_CERT_WEAK_KEY", "The certificate's key is too weak.", certificate.weakCertificate],
    [
      "ERR_CERT_NAME_CONSTRAINT_VIOLATION",
      "A name lies outside what its CA may sign.",
      certificate.wrongUsage,
    ],
    ["ERR_CERTIFICATE_TRANSPARENCY_REQUIRED", "The certificate is in no public log.", certificate.untrusted],
    ["ERR_TOO_MANY_REDIRECTS", "More redirects than the browser follows.", proxy.redirects],
    ["ERR_CONTENT_LENGTH_MISMATCH", "The body ended before its promised length.", connection.truncated],
    ["ERR_INCOMPLETE_CHUNKED_ENCODING", "The body's chunks end too soon.", connection.truncated],
    ["ERR_RESPONSE_HEADERS_TOO_BIG", "The answer's headers are too large.", proxy.headerTooLarge],
    ["ERR_INVALID_HTTP_RESPONSE", "The answer is no valid HTTP.", proxy.badAnswer],
    ["ERR_INVALID_CHUNKED_ENCODING", "The body's chunks are not valid.", proxy.badAnswer],
    ["ERR_HTTP2_PROTOCOL_ERROR", "HTTP/2 broke.", streamReset],
    ["ERR_HTTP2_PING_FAILED", "The HTTP/2 session does not answer any more.", connection.idleCut],
    ["ERR_QUIC_PROTOCOL_ERROR", "QUIC broke.", { ...streamReset, boundaries: ["path", "proxy"] }],
    [
      "ERR_BLOCKED_BY_CLIENT",
      "An extension of the browser blocked it.",
      { ...connect.deniedHere, causes: [] },
    ],
    ["ERR_ABORTED", "The page or the user gave up.", connection.callerGone],
    ["ERR_SOCKET_NOT_CONNECTED", "The socket had ended before.", connection.staleReuse],
  ]),
};

/** Error codes of Firefox. Source: Firefox, xpcom/base/ErrorList.py, and NSS. */
export const firefox: CodeTable = {
  product: "Firefox",
  layer: "cause",
  prefix: "firefox",
  finders: [
    {
      pattern: /\b((?:NS_ERROR|SEC_ERROR|SSL_ERROR|MOZILLA_PKIX_ERROR|PR)_[A-Z0-9_]{3,60})\b/,
      certain: false,
    },
    { pattern: /\b((?:NS_ERROR_NET|SEC_ERROR|MOZILLA_PKIX_ERROR)_[A-Z0-9_]{3,60})\b/, certain: true },
  ],
  canonical: (code) => code,
  codes: codesOf([
    ["NS_ERROR_CONNECTION_REFUSED", "The connect was refused.", connect.refused],
    ["NS_ERROR_NET_TIMEOUT", "The connect, or the answer, did not come in time.", connect.connectSilent],
    ["NS_ERROR_NET_RESET", "The connection was reset.", connection.reset],
    ["NS_ERROR_NET_INTERRUPT", "The connection ended in the middle of the answer.", connection.truncated],
    ["NS_ERROR_NET_PARTIAL_TRANSFER", "The body was cut short.", connection.truncated],
    ["NS_ERROR_NET_EMPTY_RESPONSE", "The server closed without a byte of an answer.", connection.closedEarly],
    ["NS_ERROR_NET_HTTP2_SENT_GOAWAY", "The HTTP/2 session was ended.", streamReset],
    ["NS_ERROR_NET_INADEQUATE_SECURITY", "The server's cipher does not do for HTTP/2.", tls.cipherMismatch],
    ["NS_ERROR_UNKNOWN_HOST", "The name did not resolve.", dns.nameMissing],
    ["NS_ERROR_UNKNOWN_PROXY_HOST", "The forward proxy's name did not resolve.", proxy.forwardProxy],
    ["NS_ERROR_PROXY_CONNECTION_REFUSED", "The forward proxy refused.", proxy.forwardProxy],
    ["NS_ERROR_OFFLINE", "The browser is offline.", connect.interfaceDown],
    ["NS_ERROR_REDIRECT_LOOP", "The redirects lead in a circle.", proxy.redirects],
    ["NS_BINDING_ABORTED", "The page or the user gave up.", connection.callerGone],
    ["SSL_ERROR_RX_RECORD_TOO_LONG", "The port speaks no TLS.", tls.notTls],
    ["SSL_ERROR_BAD_CERT_DOMAIN", "The certificate does not carry the name asked.", certificate.nameMismatch],
    ["SSL_ERROR_UNSUPPORTED_VERSION", "No TLS version in common.", tls.versionMismatch],
    ["SSL_ERROR_PROTOCOL_VERSION_ALERT", "The peer does not take this TLS version.", tls.versionMismatch],
    ["SSL_ERROR_NO_CYPHER_OVERLAP", "No cipher in common.", tls.cipherMismatch],
    ["SSL_ERROR_HANDSHAKE_FAILURE_ALERT", "The peer found no acceptable parameters.", tls.handshakeFailure],
    ["SSL_ERROR_UNRECOGNIZED_NAME_ALERT", "The server knows no site of that name.", tls.nameUnknown],
    ["SSL_ERROR_INTERNAL_ERROR_ALERT", "The server failed by itself.", tls.tlsServerError],
    [
      "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
      "The server wants a client certificate.",
      tls.clientCertificateWanted,
    ],
    ["SSL_ERROR_HANDSHAKE_NOT_COMPLETED", "The handshake did not end.", tls.handshakeSilent],
    ["SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL", "No application protocol in common.", tls.alpnMismatch],
    ["SEC_ERROR_EXPIRED_CERTIFICATE", "The certificate has expired.", certificate.certificateExpired],
    [
      "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
      "An issuer's certificate has expired.",
      certificate.certificateExpired,
    ],
    ["SEC_ERROR_UNKNOWN_ISSUER", "The issuer is neither sent nor trusted.", certificate.chainBroken],
    ["SEC_ERROR_UNTRUSTED_ISSUER", "The issuer is marked as not trusted.", certificate.untrusted],
    ["SEC_ERROR_CA_CERT_INVALID", "A certificate in the chain is no CA.", certificate.wrongUsage],
    ["SEC_ERROR_INADEQUATE_KEY_USAGE", "The key usage does not allow it.", certificate.wrongUsage],
    ["SEC_ERROR_INADEQUATE_CERT_TYPE", "The certificate is not made for this role.", certificate.wrongUsage],
    ["SEC_ERROR_REVOKED_CERTIFICATE", "The certificate is revoked.", certificate.revoked],
    [
      "SEC_ERROR_OCSP_FUTURE_RESPONSE",
      "The OCSP answer lies in the future: compare clocks.",
      { ...certificate.certificateEarly, causes: ["clock-skew"] },
    ],
    ["SEC_ERROR_OCSP_OLD_RESPONSE", "The OCSP answer is too old.", certificate.revocationUnknown],
    ["SEC_ERROR_BAD_SIGNATURE", "A signature does not hold.", certificate.untrusted],
    ["MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", "The certificate signs itself.", certificate.untrusted],
    [
      "MOZILLA_PKIX_ERROR_MITM_DETECTED",
      "A proxy or antivirus inspects TLS.",
      { ...certificate.untrusted, causes: ["certificate-untrusted", "proxy-environment-misdirects"] },
    ],
    [
      "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE",
      "The certificate is not valid yet.",
      certificate.certificateEarly,
    ],
    [
      "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE",
      "An issuer is not valid yet.",
      certificate.certificateEarly,
    ],
    [
      "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING",
      "The certificate demands a staple and none was sent.",
      certificate.revocationUnknown,
    ],
    ["PR_END_OF_FILE_ERROR", "The peer closed inside the handshake.", tls.handshakeCut],
    ["PR_CONNECT_RESET_ERROR", "The connection was reset, in the handshake as a rule.", tls.handshakeCut],
  ]),
};
