import type { Cause } from "../../cause.ts";

/** A process is at its limit of open files: connect or accept fails with EMFILE, and connections wait for one that is never made. */
export const fileDescriptorsExhausted: Cause = {
  id: "file-descriptors-exhausted",
  boundary: "client",
  at: "client",
  must: ["descriptors-used-up", "listener-queue-waits"],
  may: ["listen-queue-overflowed", "close-wait-piled-up"],
  never: [],
  proves: [{ "no-descriptor": true }, { "descriptors-used-up": true, "listener-queue-waits": true }],
  explains: ["no-descriptor", "syn-unanswered", "syn-answered-late", "no-answer-in-time"],
  refines: null,
  explainedBy: ["close-wait-leak"],
  toldApartBy: {},
  summary: "The process is at its limit of open files: no socket can be made or accepted (EMFILE).",
  fix: [
    "Find what is left open: ls -l /proc/$(pidof PROCESS)/fd | awk '{print $NF}' | cut -d: -f1 | sort | uniq -c",
    "prlimit --pid PID --nofile=65536",
    "systemctl edit SERVICE: [Service] LimitNOFILE=65536",
  ],
  prevention: ["Alert at 80 % of the limit of open files, and close what is opened in a finally block."],
  source: "connect(2) and accept(2), EMFILE and ENFILE; getrlimit(2), RLIMIT_NOFILE",
};
