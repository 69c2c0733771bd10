import type { Cause } from "../../cause.ts";

/** A process is at its limit of open files: connect or accept fails with EMFILE, and connections wait for one that is never made. */
export const fileDescriptorsExhausted: Cause = {
  id: "file-descriptors-exhausted",
  boundary: "client",
  at: "end",
  must: ["descriptors-used-up"],
  may: [
    "listener-queue-waits",
    "listener-queue-full",
    "listen-queue-overflowed",
    "close-wait-piled-up",
    "close-wait-fills-limit",
    "gone-peers-fill-limit",
  ],
  never: [],
  proves: [
    { "no-descriptor": true },
    {
      "descriptors-used-up": true,
      "listener-queue-waits": true,
      "close-wait-fills-limit": false,
      "gone-peers-fill-limit": false,
    },
    {
      "descriptors-used-up": true,
      "closed-unanswered": true,
      "close-wait-fills-limit": false,
      "gone-peers-fill-limit": false,
    },
    {
      "descriptors-used-up": true,
      "connect-closed-at-once": true,
      "close-wait-fills-limit": false,
      "gone-peers-fill-limit": false,
    },
  ],
  explains: [
    "no-descriptor",
    "syn-unanswered",
    "syn-answered-late",
    "no-answer-in-time",
    "closed-unanswered",
    "reset-unanswered",
    "connect-closed-at-once",
    "connect-reset",
    "handshake-unanswered",
    "handshake-closed",
    "handshake-reset",
    "deadline-missed",
  ],
  refines: null,
  explainedBy: ["close-wait-leak"],
  toldApartBy: {},
  summary:
    "The process {process} is at its limit of open files ({used} of {limit}): no socket can be made or accepted (EMFILE).",
  fix: [
    "grep 'open files' /proc/{limitedPid}/limits; ls /proc/{limitedPid}/fd | wc -l (the process that accepts: a worker, not its parent)",
    "Find what is left open: ls -l /proc/{limitedPid}/fd | grep -o '[^ ]*$' | cut -d: -f1 | sort | uniq -c",
    "prlimit --pid {limitedPid} --nofile=65536",
    "systemctl edit SERVICE: [Service] LimitNOFILE=65536",
  ],
  prevention: ["Alert at 80 % of the limit of open files, and close what is opened in a finally block."],
  source: "connect(2) and accept(2), EMFILE and ENFILE; getrlimit(2), RLIMIT_NOFILE",
};
