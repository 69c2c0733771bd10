import type { Cause } from "../../cause.ts";

/** The leaf or an intermediate is past its notAfter, and the clock is right. */
export const certificateExpired: Cause = {
  id: "certificate-expired",
  boundary: "tls",
  at: "server",
  must: ["certificate-out-of-date"],
  may: [],
  never: ["dates-hold-by-other-clocks"],
  proves: [{ "certificate-out-of-date": true, "dates-hold-by-other-clocks": false }],
  explains: ["certificate-out-of-date"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The certificate {subject} that {hostPort} sends expired on {notAfter} UTC.",
  fix: [
    "Renew it (certbot renew, or kubectl describe certificate for cert-manager) and reload the server: nginx -s reload",
    "If it has been renewed already, the process still serves the old one: compare openssl s_client -connect {address}:{port} -servername {host} </dev/null | openssl x509 -noout -enddate with the file on disk",
    "Where it is an intermediate, replace the chain file by the authority's present one",
  ],
  prevention: [
    "Alert at 21 days before notAfter, on what the port serves and not on the file",
    "Let the renewal job reload the server, and test the reload",
  ],
  source: "RFC 5280, section 4.1.2.5; X509_verify_cert(3), error 10",
};
