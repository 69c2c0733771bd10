import type { Cause } from "../../cause.ts";

/**
 * A process does not close sockets whose peers have closed: CLOSE_WAIT grows until the process has no descriptor left.
 *
 * What shows is then that it takes no connection, or closes each at once: the leak says why.
 */
export const closeWaitLeak: Cause = {
  id: "close-wait-leak",
  boundary: "client",
  at: "end",
  must: ["close-wait-piled-up"],
  may: [
    "descriptors-used-up",
    "close-wait-fills-limit",
    "listener-queue-waits",
    "listener-queue-full",
    "listen-queue-overflowed",
  ],
  never: [],
  proves: [
    { "close-wait-piled-up": true, "descriptors-used-up": true },
    { "close-wait-fills-limit": true, "descriptors-used-up": true },
  ],
  explains: [
    "close-wait-piled-up",
    "no-descriptor",
    "no-answer-in-time",
    "closed-unanswered",
    "reset-unanswered",
    "connect-closed-at-once",
    "connect-reset",
    "syn-unanswered",
    "syn-answered-late",
    "handshake-unanswered",
    "handshake-closed",
    "handshake-reset",
    "deadline-missed",
  ],
  refines: "file-descriptors-exhausted",
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{closeWait} sockets of {process} stand in CLOSE_WAIT: it never closes what its peers have closed ({used} of {limit} files are open).",
  fix: [
    "Name the process and its peers: ss -Htanp state close-wait | grep -o 'users:.*' | sort | uniq -c | sort -rn | head",
    "ls /proc/{pid}/fd | wc -l; grep 'open files' /proc/{pid}/limits",
    "Restart it to win time; then close every response body and connection on every way out of the code",
  ],
  prevention: [
    "Alert on CLOSE_WAIT by process: a number that grows over hours, or half of its limit of open files.",
  ],
  source: "RFC 9293, section 3.3.2 (CLOSE-WAIT)",
};
