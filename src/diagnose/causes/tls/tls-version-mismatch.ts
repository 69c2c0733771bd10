import type { Cause } from "../../cause.ts";

/** Client and server have no protocol version in common. */
export const tlsVersionMismatch: Cause = {
  id: "tls-version-mismatch",
  boundary: "tls",
  at: "server",
  must: ["alert-protocol-version"],
  may: [],
  never: [
    "offered-version-answered",
    "alert-no-application-protocol",
    "alert-unrecognized-name",
    "wide-offer-answered",
    "same-handshake-passes",
  ],
  proves: [
    { "alert-protocol-version": true },
    { "other-version-answered": true, "wide-offer-answered": false },
  ],
  explains: ["handshake-refused", "handshake-refused-here", "handshake-closed", "handshake-reset"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets":
      "openssl s_client -connect {address}:{port} -servername {host} -tls1_2, and the same with -tls1_3",
    "middlebox-resets":
      "openssl s_client -connect {address}:{port} -servername {host} -tls1_2, and the same with -tls1_3",
    "client-certificate-required":
      "openssl s_client -connect {address}:{port} -servername {host} -tls1_2: whether a certificate is asked for",
    "client-certificate-rejected":
      "openssl s_client -connect {address}:{port} -servername {host} -tls1_2: whether a certificate is asked for",
    "large-client-hello-lost": "a small ClientHello with the same versions",
    "not-tls":
      "openssl s_client -connect {address}:{port} -servername {host} -tls1_2, and curl http://{address}:{port}/",
  },
  summary: "Client and {hostPort} have no TLS version in common: the client offers {offeredVersions}.",
  fix: [
    "Allow a common version at both ends: nginx `ssl_protocols TLSv1.2 TLSv1.3`, haproxy `ssl-min-ver TLSv1.2`, Java `jdk.tls.client.protocols`, curl --tlsv1.2",
    "See what the server speaks: openssl s_client -connect {address}:{port} -servername {host} -tls1_2 </dev/null, and the same with -tls1_3",
  ],
  prevention: [
    "Before a client drops a version, look which peers still speak only that one",
    "Keep TLS 1.2 beside 1.3 on both ends until nothing needs it",
  ],
  source: "RFC 8446, sections 4.1.2, 4.2.1 and 6.2 (protocol_version); RFC 8996",
};
