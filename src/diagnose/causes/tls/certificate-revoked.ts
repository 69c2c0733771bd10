import type { Cause } from "../../cause.ts";

/** A stapled OCSP answer says that the certificate is revoked. */
export const certificateRevoked: Cause = {
  id: "certificate-revoked",
  boundary: "tls",
  at: "server",
  must: ["certificate-revoked-by-staple"],
  may: [],
  never: [],
  proves: [{ "certificate-revoked-by-staple": true }],
  explains: ["certificate-revoked-by-staple"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The certificate of {hostPort} is revoked, as the server's own OCSP staple says.",
  fix: [
    "Have a new certificate issued with a new key, serve it, and reload",
    "openssl s_client -connect {address}:{port} -servername {host} -status </dev/null | grep -A5 'Cert Status'",
  ],
  prevention: ["Alert on the staple's status; let whoever revokes a certificate see where it is served"],
  source: "RFC 6960, section 2.2; RFC 8446, section 4.4.2.1",
};
