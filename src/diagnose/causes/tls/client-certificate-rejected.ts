import type { Cause } from "../../cause.ts";

/** A client certificate is sent, and the server does not accept it. */
export const clientCertificateRejected: Cause = {
  id: "client-certificate-rejected",
  boundary: "tls",
  at: "client",
  must: ["client-certificate-asked", "client-certificate-sent"],
  may: [],
  never: [],
  proves: [
    { "client-certificate-refused": true, "client-certificate-sent": true },
    { "client-certificate-refused-in-answer": true, "client-certificate-sent": true },
    {
      "ended-after-client-certificate": true,
      "client-certificate-sent": true,
      "passes-without-client-certificate": true,
    },
  ],
  explains: [
    "client-certificate-refused",
    "ended-after-client-certificate",
    "client-certificate-refused-in-answer",
    "ended-by-tls-alert",
    "handshake-closed",
    "handshake-reset",
    "closed-unanswered",
    "reset-unanswered",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets":
      "the server's log, and openssl s_client -connect {address}:{port} -servername {host} with another certificate",
    "middlebox-resets":
      "the server's log, and openssl s_client -connect {address}:{port} -servername {host} with another certificate",
    "not-tls":
      "openssl s_client -connect {address}:{port} -servername {host}: whether a certificate is asked for",
  },
  summary:
    "{hostPort} does not accept the certificate that the client sends; it accepts those of {authorities}.",
  fix: [
    "openssl verify -CAfile SERVERS_CLIENT_CA -purpose sslclient CERT, and look at openssl x509 -in CERT -noout -dates -issuer -ext extendedKeyUsage",
    "Send the intermediates with it: one file, leaf first",
    "At the server: nginx `ssl_client_certificate`, haproxy `ca-file` must hold the authority that issued it",
  ],
  prevention: [
    "Alert at 21 days before a client certificate's notAfter",
    "Change a client authority by trusting both for a time",
  ],
  source: "RFC 8446, sections 4.4.2.4 and 6.2; RFC 5280, section 4.2.1.12",
};
