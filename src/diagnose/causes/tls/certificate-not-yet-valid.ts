import type { Cause } from "../../cause.ts";

/** notBefore lies ahead, and the clock is right. */
export const certificateNotYetValid: Cause = {
  id: "certificate-not-yet-valid",
  boundary: "tls",
  at: "server",
  must: ["certificate-ahead-of-date"],
  may: [],
  never: ["dates-hold-by-other-clocks"],
  proves: [{ "certificate-ahead-of-date": true, "dates-hold-by-other-clocks": false }],
  explains: ["certificate-ahead-of-date"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The certificate {subject} that {hostPort} sends is valid only from {notBefore} UTC.",
  fix: [
    "Serve the previous certificate until then, or have one issued that is valid now",
    "Check the clock of the authority that issued it: date -u there",
  ],
  prevention: [
    "Let an internal authority date notBefore some hours back, as public ones do",
    "Judge a bundle before it is rolled out: faultline tls FILE --host {host}",
  ],
  source: "RFC 5280, section 4.1.2.5; X509_verify_cert(3), error 9",
};
