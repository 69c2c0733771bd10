import type { Cause } from "../../cause.ts";

/** This host's clock is wrong, so that the dates of a good certificate fail. */
export const clockSkew: Cause = {
  id: "clock-skew",
  boundary: "client",
  at: "client",
  must: ["dates-hold-by-other-clocks"],
  may: [],
  never: [],
  proves: [
    { "certificate-out-of-date": true, "dates-hold-by-other-clocks": true },
    { "certificate-ahead-of-date": true, "dates-hold-by-other-clocks": true },
  ],
  explains: ["certificate-out-of-date", "certificate-ahead-of-date"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "This host's clock is wrong: the clock of {clockOf} is {offset}, and by that one the certificate of {hostPort} is valid.",
  fix: [
    "timedatectl; chronyc tracking: is the clock synchronised?",
    "chronyc makestep, or timedatectl set-ntp true",
    "In a virtual machine, look at the host's clock and at what resumed it from a snapshot",
  ],
  prevention: ["Run chrony everywhere, and alert on an offset above 1 s or a stratum of 16"],
  source: "RFC 5280, section 4.1.2.5; RFC 5905; chronyc(1)",
};
