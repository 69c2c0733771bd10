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
  "killed-for-memory": {
    says: "the kernel killed {killed} for memory, and it was what should have answered",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the server: dmesg --ctime | grep -i 'killed process'; cat /sys/fs/cgroup/GROUP/memory.events (oom_kill)",
  },
  "upstream-ends-meanwhile": {
    says: "{endedUpstream} was told to end at the time when the proxy's tries there were refused or broken off ({endedBy})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "In the application's log at the time of the failures: SIGTERM, shutting down; when its process began: ps -o lstart= -p PID",
  },
  "upstream-gone-for-a-while": {
    says: "the server that refused or broke off serves again, or gets no requests any more, and others serve",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the proxy, now: curl -v each of its servers; its own list of servers",
  },
} as const satisfies Record<string, Proposition>;
