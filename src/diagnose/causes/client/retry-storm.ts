import type { Cause } from "../../cause.ts";

/**
 * Many connections are tried at once, again and again, without backoff: what fails is loaded by its own retries.
 *
 * The listener must be seen to take some: one that takes none fails whoever comes, and retries are then its consequence.
 */
export const retryStorm: Cause = {
  id: "retry-storm",
  boundary: "client",
  at: "host",
  must: ["retries-crowd-target"],
  may: [
    "connects-renewed-at-once",
    "same-pause-between-tries",
    "connects-keep-coming",
    "listener-takes-some",
    "some-attempt-connects",
    "connects-pile-up",
    "tries-fail-at-times",
    "listen-queue-overflowed",
    "listener-queue-waits",
    "listener-queue-full",
    "half-made-connections-pile-up",
    "syn-queue-full",
  ],
  never: ["own-host-holds-packets", "other-port-fails-at-times"],
  proves: [
    { "connects-renewed-at-once": true, "listener-queue-full": true, "listener-takes-some": true },
    { "connects-renewed-at-once": true, "half-made-connections-pile-up": true },
    // Behind an application: its database refuses it, and is loaded by its tries.
    { "same-pause-between-tries": true, "connects-keep-coming": true },
  ],
  explains: [
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "handshake-unanswered",
    "no-answer-in-time",
    "first-byte-late",
    "deadline-missed",
    "application-answers-error",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{synSent} connections to {address}:{port} {stormHow}: retries without backoff load what already fails.",
  fix: [
    "Name the process: ss -Htanp {stormState} dst {address} | grep -o 'users:.*' | sort | uniq -c ({stormer})",
    "Stop it, or give its retries exponential backoff with jitter",
  ],
  prevention: [
    "Bound retries by a budget (at most one in ten requests) and back off exponentially with jitter.",
  ],
  source: "RFC 9293, section 3.8.1; kernel doc ip-sysctl, tcp_syn_retries",
};
