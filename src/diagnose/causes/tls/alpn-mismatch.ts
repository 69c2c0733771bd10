import type { Cause } from "../../cause.ts";

/** Client and server have no application protocol in common. */
export const alpnMismatch: Cause = {
  id: "alpn-mismatch",
  boundary: "tls",
  at: "server",
  must: ["alert-no-application-protocol"],
  may: [],
  never: [
    "alert-protocol-version",
    "alert-unrecognized-name",
    "alert-handshake-failure",
    "same-handshake-passes",
  ],
  proves: [
    { "alert-no-application-protocol": true },
    { "no-protocol-chosen": true },
    { "handshake-closed": true, "answered-without-alpn": true, "same-handshake-passes": false },
    { "handshake-reset": true, "answered-without-alpn": true, "same-handshake-passes": false },
  ],
  explains: ["handshake-refused", "no-protocol-chosen", "handshake-closed", "handshake-reset"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets": "openssl s_client -connect {address}:{port} -servername {host} with and without -alpn h2",
    "middlebox-resets":
      "openssl s_client -connect {address}:{port} -servername {host} with and without -alpn h2",
    "tls-version-mismatch": "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
    "sni-not-served": "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
    "client-certificate-required":
      "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
    "client-certificate-rejected":
      "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
    "large-client-hello-lost": "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
    "not-tls": "openssl s_client -connect {address}:{port} -servername {host} without -alpn",
  },
  summary: "{hostPort} speaks none of the application protocols that the client offers ({offeredAlpn}).",
  fix: [
    "Let the server offer it: nginx `http2 on`, haproxy `bind … alpn h2,http/1.1`, a gRPC server needs h2",
    "See what it chooses: openssl s_client -connect {address}:{port} -servername {host} -alpn h2,http/1.1 </dev/null | grep ALPN",
  ],
  prevention: [
    "Check the protocol that is chosen at every hop that ends TLS: a proxy before a gRPC server must offer h2 itself",
  ],
  source: "RFC 7301, section 3.2; RFC 9113, section 3.3",
};
