import type { Cause } from "../../cause.ts";

/** Many connections are tried at once, again and again, without backoff: what fails is loaded by its own retries. */
export const retryStorm: Cause = {
  id: "retry-storm",
  boundary: "client",
  at: "client",
  must: ["connects-pile-up"],
  may: [],
  never: [],
  proves: [],
  explains: ["connects-pile-up"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{synSent} connections of this host wait for an answer at once: retries without backoff load what already fails.",
  fix: [
    "Name the process: ss -Htanp state syn-sent | grep -o 'users:.*' | sort | uniq -c",
    "Stop it, or give its retries exponential backoff with jitter",
  ],
  prevention: [
    "Bound retries by a budget (at most one in ten requests) and back off exponentially with jitter.",
  ],
  source: "RFC 9293, section 3.8.1; kernel doc ip-sysctl, tcp_syn_retries",
};
