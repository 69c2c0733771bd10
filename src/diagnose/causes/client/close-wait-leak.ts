import type { Cause } from "../../cause.ts";

/** A process does not close sockets whose peers have closed: CLOSE_WAIT grows until the process has no descriptor left. */
export const closeWaitLeak: Cause = {
  id: "close-wait-leak",
  boundary: "client",
  at: "client",
  must: ["close-wait-piled-up"],
  may: ["descriptors-used-up"],
  never: [],
  proves: [{ "close-wait-piled-up": true, "descriptors-used-up": true }],
  explains: ["close-wait-piled-up"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{closeWait} sockets stand in CLOSE_WAIT: a process never closes what its peers have closed, and has no descriptor left.",
  fix: [
    "Name the process: ss -Htanp state close-wait | awk '{print $NF}' | sort | uniq -c | sort -rn | head",
    "Restart it to win time; then close every response body and connection on every way out of the code",
  ],
  prevention: ["Alert on a number of CLOSE_WAIT sockets that grows over hours."],
  source: "RFC 9293, section 3.3.2 (CLOSE-WAIT)",
};
