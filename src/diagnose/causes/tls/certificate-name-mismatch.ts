import type { Cause } from "../../cause.ts";

/** No name of the certificate is the one that was asked for, whatever name is sent. */
export const certificateNameMismatch: Cause = {
  id: "certificate-name-mismatch",
  boundary: "tls",
  at: "server",
  must: ["certificate-name-differs"],
  may: [],
  never: ["other-name-other-certificate"],
  proves: [{ "certificate-name-differs": true, "other-name-other-certificate": false }],
  explains: ["certificate-name-differs"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "certificate-untrusted": "a certificate with the right name, from the same authority",
    "sni-not-served":
      "openssl s_client -connect {address}:{port} -noservername shows whether another name gets another certificate",
  },
  summary: "The certificate at {hostPort} is for {names}, and not for {nameAsked}.",
  fix: [
    "Have a certificate issued that holds {nameAsked} as subjectAltName, and serve it",
    "Or ask for a name that it holds: {names}",
    "openssl s_client -connect {address}:{port} -servername {host} </dev/null | openssl x509 -noout -subject -ext subjectAltName",
  ],
  prevention: [
    "Judge a bundle before it is rolled out: faultline tls FILE --host {host}",
    "Let the renewal take its names from the server's configuration",
  ],
  source: "RFC 9525, section 6; RFC 5280, section 4.2.1.6",
};
