import type { Cause } from "../../cause.ts";

/** The kernel kills the process that should answer, for memory. */
export const outOfMemoryKilled: Cause = {
  id: "out-of-memory-killed",
  boundary: "app",
  at: "server",
  must: ["killed-for-memory"],
  may: [
    "connect-refused",
    "upstream-refuses",
    "upstream-breaks-off",
    "same-request-passes",
    "other-path-serves",
  ],
  never: ["upstream-tls-fails"],
  proves: [{ "killed-for-memory": true }],
  explains: [
    "service-has-no-address",
    "connect-refused",
    "closed-unanswered",
    "reset-unanswered",
    "answer-cut-short",
    "proxy-answers-error",
    // A controller has its proxy say so where nothing serves.
    "rule-answers-error",
    "http2-refused",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "peer-resets": "the server's kernel log at that time: dmesg --ctime | grep -i 'killed process'",
  },
  summary:
    "the kernel killed {killed} for memory: what should answer at {hostPort} is gone, or was for a while",
  fix: [
    "See how much it may have and how much it took: dmesg --ctime | grep -iA1 'killed process'; cat /sys/fs/cgroup/GROUP/memory.max",
    "Give it more memory (systemd: MemoryMax=, Kubernetes: resources.limits.memory), or let it take less: its heap's limit below that of its group",
    "Start it again, and look for what made it grow: a leak, one request, too many workers",
  ],
  prevention: [
    "Alert on the memory of the group before its limit is met: memory.current against memory.max, memory.pressure",
    "Have a supervisor start it again, and a second instance serve meanwhile",
  ],
  source: "Linux kernel, mm/oom_kill.c; Documentation/admin-guide/cgroup-v2.rst, memory.events",
};
