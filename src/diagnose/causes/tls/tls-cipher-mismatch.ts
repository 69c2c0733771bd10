import type { Cause } from "../../cause.ts";

/** Client and server have no cipher suite, group or signature algorithm in common. */
export const tlsCipherMismatch: Cause = {
  id: "tls-cipher-mismatch",
  boundary: "tls",
  at: "server",
  must: ["alert-handshake-failure"],
  may: [],
  never: [
    "alert-protocol-version",
    "alert-no-application-protocol",
    "alert-unrecognized-name",
    "answered-without-name",
    "answered-without-alpn",
    "other-version-answered",
    "same-handshake-passes",
  ],
  proves: [
    { "handshake-refused": true, "wide-offer-answered": true },
    { "handshake-refused-here": true, "wide-offer-answered": true },
    // The handshake is over: what the client does not take is the strength of a key or of a signature that it was sent.
    { "certificate-too-weak": true },
    { "handshake-closed": true, "wide-offer-answered": true, "same-handshake-passes": false },
    { "handshake-reset": true, "wide-offer-answered": true, "same-handshake-passes": false },
  ],
  explains: [
    "handshake-refused",
    "handshake-refused-here",
    "handshake-closed",
    "handshake-reset",
    "certificate-too-weak",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets": "openssl s_client -connect {address}:{port} -servername {host} -cipher ALL:@SECLEVEL=0",
    "middlebox-resets":
      "openssl s_client -connect {address}:{port} -servername {host} -cipher ALL:@SECLEVEL=0",
    "client-certificate-required":
      "openssl s_client -connect {address}:{port} -servername {host} -cipher ALL:@SECLEVEL=0: whether a certificate is asked for",
    "client-certificate-rejected":
      "openssl s_client -connect {address}:{port} -servername {host} -cipher ALL:@SECLEVEL=0: whether a certificate is asked for",
    "large-client-hello-lost": "a small ClientHello with the same ciphers",
    "not-tls":
      "openssl s_client -connect {address}:{port} -servername {host}, and curl http://{address}:{port}/",
  },
  summary: "Client and {hostPort} have no cipher suite, group or signature algorithm in common.",
  fix: [
    "Let the server take a suite that today's clients offer: ECDHE with AES-GCM or ChaCha20, X25519 or P-256, and a key of RSA 2048 or P-256",
    "See what it takes: openssl s_client -connect {address}:{port} -servername {host} -cipher ALL:@SECLEVEL=0 </dev/null | grep -E 'Cipher|Temp Key|signature'",
    "A server with an ECDSA key needs ECDSA suites in its list, one with an RSA key RSA suites",
  ],
  prevention: [
    "Keep both lists to RFC 9325, and test them with the oldest client there is before a roll-out",
  ],
  source: "RFC 8446, sections 4.1.1, 4.2.3, 4.2.7 and 6.2 (handshake_failure); RFC 9325, section 4",
};
