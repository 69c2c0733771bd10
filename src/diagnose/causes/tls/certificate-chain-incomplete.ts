import type { Cause } from "../../cause.ts";

/** An intermediate is not sent, so that no path leads to a trusted root. */
export const certificateChainIncomplete: Cause = {
  id: "certificate-chain-incomplete",
  boundary: "tls",
  at: "server",
  must: ["intermediate-missing"],
  may: [],
  never: [],
  proves: [{ "chain-unverified": true, "intermediate-missing": true }],
  explains: ["chain-unverified"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "sni-not-served":
      "openssl s_client -connect {address}:{port} -noservername shows whether another name gets another certificate",
  },
  summary:
    "{hostPort} does not send the intermediate certificate {missingIssuer}, so that no path leads from its certificate to a trusted root.",
  fix: [
    "Append {missingIssuer} to the certificate file, leaf first (cat server.crt intermediate.crt > fullchain.crt), and reload; it is to be had from {issuerUrl}",
    "nginx: ssl_certificate takes fullchain.pem, not cert.pem; haproxy: crt takes leaf, intermediate and key in one file",
    "Verify: openssl s_client -connect {address}:{port} -servername {host} </dev/null 2>&1 | grep 'Verify return code'",
  ],
  prevention: [
    "Let the renewal write leaf and intermediates into one file",
    "Judge a bundle before it is rolled out: faultline tls FILE: browsers keep intermediates and hide the fault, curl and Java do not",
  ],
  source: "RFC 8446, section 4.4.2; RFC 5280, section 6.1; X509_verify_cert(3), errors 20 and 21",
};
