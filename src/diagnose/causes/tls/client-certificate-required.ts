import type { Cause } from "../../cause.ts";

/** The server asks for a client certificate and none is sent. */
export const clientCertificateRequired: Cause = {
  id: "client-certificate-required",
  boundary: "tls",
  at: "client",
  must: ["client-certificate-asked"],
  may: [],
  never: ["client-certificate-sent"],
  proves: [
    { "client-certificate-refused": true, "client-certificate-sent": false },
    { "client-certificate-refused-in-answer": true, "client-certificate-sent": false },
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
    "peer-resets": "openssl s_client -connect {address}:{port} -servername {host} -cert CERT -key KEY",
    "middlebox-resets": "openssl s_client -connect {address}:{port} -servername {host} -cert CERT -key KEY",
    "not-tls":
      "openssl s_client -connect {address}:{port} -servername {host}: whether a certificate is asked for",
  },
  summary: "{hostPort} asks for a client certificate (of {authorities}), and none is sent.",
  fix: [
    "Give the client its certificate and key: curl --cert CERT --key KEY {target}",
    "Where none shall be needed, do not ask for one: nginx `ssl_verify_client off`, haproxy without `verify required`",
    "See whom the server accepts: openssl s_client -connect {address}:{port} -servername {host} </dev/null | grep -A3 'Acceptable client certificate CA names'",
  ],
  prevention: [
    "Roll certificates out to every client before a server requires them: first `optional`, and log who comes without",
  ],
  source: "RFC 8446, sections 4.3.2 and 6.2 (certificate_required); RFC 5246, section 7.4.6",
};
