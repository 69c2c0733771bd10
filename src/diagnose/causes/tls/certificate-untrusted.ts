import type { Cause } from "../../cause.ts";

/** It is self-signed, or its root is not in the trust store of this client. */
export const certificateUntrusted: Cause = {
  id: "certificate-untrusted",
  boundary: "tls",
  at: "server",
  must: [],
  may: [],
  never: ["intermediate-missing"],
  proves: [{ "chain-unverified": true, "intermediate-missing": false }],
  explains: ["chain-unverified"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "sni-not-served":
      "openssl s_client -connect {address}:{port} -noservername shows whether another name gets another certificate",
    "certificate-name-mismatch": "openssl s_client -showcerts: the names and the issuer are judged apart",
  },
  summary: "This client does not trust who issued the certificate of {hostPort}: {rootOf} ({trustError}).",
  fix: [
    "Where the authority is your own, give its root to the client: curl --cacert FILE, NODE_EXTRA_CA_CERTS, or /usr/local/share/ca-certificates and update-ca-certificates",
    "Else serve a certificate of a public authority",
    "openssl s_client -connect {address}:{port} -servername {host} -showcerts </dev/null | openssl x509 -noout -issuer: an issuer that you do not know is a device that intercepts",
  ],
  prevention: [
    "Roll a new root out to every client before the first certificate of it is served",
    "Keep the trust store of images up to date: apt-get install ca-certificates",
  ],
  source: "RFC 5280, section 6.1; X509_verify_cert(3), errors 18 and 19",
};
