import type { Cause } from "../../cause.ts";

/** A certificate of the chain may not be used in its place. */
export const certificateWrongUsage: Cause = {
  id: "certificate-wrong-usage",
  boundary: "tls",
  at: "server",
  must: ["certificate-usage-differs"],
  may: [],
  never: [],
  proves: [{ "certificate-usage-differs": true }],
  explains: ["certificate-usage-differs"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The certificate {subject} of {hostPort} may not be used in this role: its key usage, purpose or place in the chain does not allow it.",
  fix: [
    "Have it issued with extendedKeyUsage serverAuth and keyUsage digitalSignature; an authority's with CA:TRUE and keyCertSign",
    "openssl s_client -connect {address}:{port} -servername {host} -showcerts </dev/null | openssl x509 -noout -ext extendedKeyUsage,keyUsage,basicConstraints",
  ],
  prevention: [
    "Judge a bundle before it is rolled out: faultline tls FILE",
    "Keep apart the profiles of server and client certificates at the authority",
  ],
  source: "RFC 5280, sections 4.2.1.3, 4.2.1.9 and 4.2.1.12; X509_verify_cert(3), errors 26, 79 and 25",
};
