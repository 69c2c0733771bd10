import type { Proposition } from "../proposition.ts";

/** What its own host knows of the process that serves a hop. */
export const applicationVocabulary = {
  "application-throttled": {
    says: "the kernel held the application back in {throttled} of {periods} periods of its CPU quota while the request was made",
    scope: "flow",
    strength: "suggests",
    abnormal: null,
    look: "On the server, twice: cat /sys/fs/cgroup/GROUP/cpu.stat (nr_throttled against nr_periods)",
  },
  "application-stopped": {
    says: "every process that listens for the request is stopped by a signal (state T)",
    scope: "flow",
    strength: "suggests",
    abnormal: null,
    look: "On the server: ps -o pid,stat,cmd -C {process}",
  },
} as const satisfies Record<string, Proposition>;
