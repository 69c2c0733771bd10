import type { Cause } from "../../cause.ts";

/** The server serves other names, and not the one in SNI. */
export const sniNotServed: Cause = {
  id: "sni-not-served",
  boundary: "tls",
  at: "server",
  must: ["answered-without-name"],
  may: [],
  never: ["alert-protocol-version", "alert-no-application-protocol", "same-handshake-passes"],
  proves: [
    { "alert-unrecognized-name": true },
    { "certificate-name-differs": true, "other-name-other-certificate": true },
    { "handshake-refused": true, "answered-without-name": true },
    { "handshake-closed": true, "answered-without-name": true, "same-handshake-passes": false },
  ],
  explains: [
    "handshake-refused",
    "certificate-name-differs",
    "chain-unverified",
    "handshake-closed",
    "handshake-reset",
  ],
  refines: "certificate-name-mismatch",
  explainedBy: [],
  toldApartBy: {
    "peer-resets":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "middlebox-resets":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "tls-version-mismatch":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "certificate-wrong-usage":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "client-certificate-required":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "client-certificate-rejected":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "large-client-hello-lost":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
    "not-tls":
      "openssl s_client -connect {address}:{port} -servername {host}, and the same with -noservername",
  },
  summary: "{hostPort} does not serve the name {host} that the client sends in SNI.",
  fix: [
    "Give the name its server and certificate there: nginx `server_name {host}`, haproxy a crt whose SAN holds {host}, an Ingress `tls.hosts` entry with its secret",
    "See who answers: openssl s_client -connect {address}:{port} -servername {host} </dev/null | openssl x509 -noout -subject, and the same with -noservername",
  ],
  prevention: [
    "Let the default server refuse unknown names (nginx ssl_reject_handshake on): a wrong name then fails at once and says so",
    "Check each name after a roll-out: curl --resolve {host}:{port}:{address} https://{host}/",
  ],
  source: "RFC 6066, section 3; RFC 8446, section 6.2 (unrecognized_name)",
};
