import { outOfMemory } from "../readings/app.ts";
import { conntrack } from "../readings/cluster.ts";
import { hostUnreachable, interfaceDown, noDescriptors, noMemory } from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { reverse, timestamps } from "../readings/kernel.ts";
import type { PhraseTable } from "../table.ts";

/** Lines of the kernel's log. */
export const kernelLines: PhraseTable = {
  product: "kernel log",
  layer: "cause",
  phrases: [
    {
      id: "kernel-conntrack-full",
      patterns: [/\bnf_conntrack: (?:nf_conntrack: )?table full, dropping packet/i],
      means: "The connection table is full: new flows are dropped.",
      reading: { ...conntrack, causes: ["conntrack-table-full"] },
    },
    {
      id: "kernel-syn-flood",
      patterns: [/\bpossible SYN flooding on port\b/i],
      means: "More handshakes came than the queue of that listener holds.",
      reading: connection.synQueue,
    },
    {
      id: "kernel-oom",
      patterns: [
        /\bout of memory: kill(?:ed)? process\b/i,
        /\boom-kill:/i,
        /\binvoked oom-killer\b/i,
        /\bMemory cgroup out of memory\b/i,
      ],
      means: "The kernel killed a process for memory.",
      reading: outOfMemory,
    },
    {
      id: "kernel-neighbour-table",
      patterns: [
        /\bneigh(?:bour)?(?: table|: arp_cache)[^\n]{0,30}overflow\b/i,
        /\bneighbor table overflow\b/i,
      ],
      means: "The table of neighbours is full.",
      reading: { ...hostUnreachable, boundaries: ["link"], causes: ["neighbour-unresolved"] },
    },
    {
      id: "kernel-martian",
      patterns: [/\bmartian (?:source|destination)\b/i],
      means: "A packet came from an address that cannot be on that side.",
      reading: reverse,
    },
    {
      id: "kernel-tcp-memory",
      patterns: [/\bTCP: out of memory\b/i, /\btoo many orphaned sockets\b/i],
      means: "The memory for TCP is used up.",
      reading: noMemory,
    },
    {
      id: "kernel-time-wait",
      patterns: [/\btime wait bucket table overflow\b/i],
      means: "More TIME_WAIT sockets than allowed; some are cut short.",
      reading: { ...timestamps, strength: "names-actor", causes: ["time-wait-churn"] },
    },
    {
      id: "kernel-link-down",
      patterns: [/\blink (?:is )?down\b/i, /\bNO-CARRIER\b/],
      means: "The interface has lost its carrier.",
      reading: interfaceDown,
    },
    {
      id: "kernel-duplicate-address",
      patterns: [
        /\bIPv6 duplicate address \S{1,60} (?:used by|detected)/i,
        /\bduplicate address detected\b/i,
        /\bDADFAILED\b|\bdadfailed\b/,
      ],
      means: "Another host on the wire holds the same address.",
      reading: {
        ...interfaceDown,
        proves: "Two hosts claim one address.",
        causes: ["duplicate-address"],
        next: ["arping -D -I INTERFACE ADDRESS"],
      },
    },
    {
      id: "kernel-segfault",
      patterns: [/\bsegfault at [0-9a-f]{1,16}\b/i],
      means: "A process ended by SIGSEGV.",
      reading: {
        ...outOfMemory,
        proves: "A process touched memory that is not its own and was ended.",
        causes: ["crash-looping"],
      },
    },
    {
      id: "kernel-file-max",
      patterns: [/\bVFS: file-max limit \d{1,12} reached\b/i],
      means: "The whole system's limit of open files is reached.",
      reading: noDescriptors,
    },
    {
      id: "kernel-sockets-close-wait",
      patterns: [/\bCLOSE[_-]WAIT\b/i],
      means: "The peer has closed and this process has not: many of them are a leak.",
      reading: {
        ...noDescriptors,
        strength: "symptom",
        proves: "The peer closed, and the process has not closed its own side.",
        doesNotProve: "A leak: a few are normal.",
        boundaries: ["client"],
        causes: ["close-wait-leak"],
        next: ["ss -tanp state close-wait"],
      },
    },
    {
      id: "kernel-sockets-time-wait",
      patterns: [/\bTIME[_-]WAIT\b/i],
      means: "The side that closed first waits: normal, unless it uses up the port range.",
      reading: {
        ...noDescriptors,
        strength: "normal",
        proves: "This side closed first.",
        doesNotProve: "A fault: thousands are normal.",
        boundaries: [],
        causes: ["time-wait-churn"],
        next: ["ss -Htan state time-wait dst ADDRESS | wc -l; sysctl net.ipv4.ip_local_port_range"],
      },
    },
    {
      id: "kernel-sockets-syn-sent",
      patterns: [/\bSYN[_-]SENT\b/i],
      means: "A SYN waits for its answer.",
      reading: {
        ...connection.loss,
        proves: "A SYN has not been answered yet.",
        causes: ["firewall-drops", "host-unreachable"],
      },
    },
  ],
};
