import { normal } from "../readings/benign.ts";
import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import type { Phrase, PhraseTable } from "../table.ts";

const phrases: readonly Phrase[] = [
  {
    id: "connection-refused",
    patterns: [
      /\bECONNREFUSED\b/i,
      /\bconnection[ _]refused\b/i,
      /\bWSAECONNREFUSED\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10061\b/i,
      /actively refused it/i,
    ],
    means: "The connect was answered by RST or by ICMP port unreachable.",
    reading: connect.refused,
  },
  {
    id: "connection-timed-out",
    patterns: [
      /\bETIMEDOUT\b/i,
      /\bconnection (?:attempt )?timed out\b/i,
      /\bWSAETIMEDOUT\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10060\b/i,
      /\boperation timed out\b(?! after)/i,
      /did not properly respond after a period of time/i,
    ],
    means:
      "Nothing answered: SYN retries ran out, or retransmissions or keepalives on an open connection did.",
    reading: connect.connectSilent,
  },
  {
    id: "connection-reset",
    patterns: [
      /\bECONNRESET\b/i,
      /\bconnection reset\b(?: by (?:remote )?(?:peer|host))?/i,
      /\bWSAECONNRESET\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10054\b/i,
      /forcibly closed by the remote host/i,
    ],
    means: "A segment with RST ended an open connection.",
    reading: connection.reset,
  },
  {
    id: "host-unreachable",
    patterns: [
      /\bEHOSTUNREACH\b|\bEHOSTDOWN\b/i,
      /\bno[ _]route[ _]to[ _]host\b/i,
      /\bWSAEHOSTUNREACH\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10065\b/i,
      /\bhost is (?:down|unreachable)\b/i,
    ],
    means:
      "ARP or neighbour discovery failed, or ICMP said host unreachable or prohibited. Not a missing route, whatever the text says.",
    reading: connect.hostUnreachable,
  },
  {
    id: "network-unreachable",
    patterns: [
      /\bENETUNREACH\b/i,
      /\bnetwork[ _]is[ _]unreachable\b/i,
      /\bWSAENETUNREACH\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10051\b/i,
      /unreachable network\b/i,
    ],
    means: "No route to that network: this kernel's own answer, or ICMP from a router.",
    reading: connect.networkUnreachable,
  },
  {
    id: "network-down",
    patterns: [/\bENETDOWN\b/i, /\bnetwork is down\b/i, /\bENONET\b/i],
    means: "The interface or the network of this host is down.",
    reading: connect.interfaceDown,
  },
  {
    id: "operation-not-permitted",
    patterns: [/\bEPERM\b/i, /\boperation not permitted\b/i],
    means:
      "The own kernel refused the packet or the call: firewall, cgroup program, seccomp, a missing capability.",
    reading: connect.deniedHere,
  },
  {
    id: "permission-denied",
    patterns: [
      /\bEACCES\b/i,
      /\bpermission denied\b/i,
      /\bWSAEACCES\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10013\b/i,
    ],
    means:
      "ICMPv6 prohibited, a prohibit or reject route, a low port without the right to it, or a file's own permissions.",
    reading: connect.prohibited,
  },
  {
    id: "address-not-available",
    patterns: [
      /\bEADDRNOTAVAIL\b/i,
      /\bcan(?:not|'t) assign requested address\b/i,
      /\bWSAEADDRNOTAVAIL\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10049\b/i,
    ],
    means: "No local port is left for this destination, or the address to bind is not this host's.",
    reading: connect.noLocalPort,
  },
  {
    id: "address-in-use",
    patterns: [
      /\bEADDRINUSE\b/i,
      /\baddress already in use\b/i,
      /\bWSAEADDRINUSE\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10048\b/i,
    ],
    means:
      "Another socket holds that local address: at bind a second server, at connect a fixed source whose tuples are used up.",
    reading: connect.noLocalPort,
  },
  {
    id: "too-many-open-files",
    patterns: [/\bEMFILE\b|\bENFILE\b/i, /\btoo many open files\b/i],
    means: "The limit of open files of the process, or of the system, is reached.",
    reading: connect.noDescriptors,
  },
  {
    id: "no-buffer-space",
    patterns: [
      /\bENOBUFS\b|\bENOMEM\b/i,
      /\bno buffer space available\b/i,
      /\bcannot allocate memory\b/i,
      /\bWSAENOBUFS\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10055\b/i,
    ],
    means: "No memory or buffer for the socket; on Windows also no local port.",
    reading: connect.noMemory,
  },
  {
    id: "broken-pipe",
    patterns: [/\bEPIPE\b/i, /\bbroken pipe\b/i],
    means: "A write went to a connection that the other side had closed.",
    reading: connection.brokenPipe,
  },
  {
    id: "connection-aborted",
    patterns: [
      /\bECONNABORTED\b/i,
      /\bsoftware caused connection abort\b/i,
      /\bWSAECONNABORTED\b|\b(?:WinError|error|errno)[^\d\n]{0,8}10053\b/i,
      /aborted by the software in your host/i,
    ],
    means:
      "This host ended the connection itself: a timer, a local filter, or a peer that left the accept queue.",
    reading: connection.reset,
  },
  {
    id: "network-reset",
    patterns: [/\bENETRESET\b/i, /\bnetwork dropped connection (?:on|because of) reset\b/i],
    means: "A keepalive found the connection dead.",
    reading: connection.idleCut,
  },
  {
    id: "message-too-long",
    patterns: [/\bEMSGSIZE\b/i, /\bmessage too long\b/i],
    means: "The packet is larger than the known path MTU and may not be cut up.",
    reading: connect.messageTooLong,
  },
  {
    id: "address-family-not-supported",
    patterns: [/\bEAFNOSUPPORT\b/i, /\baddress family not supported\b/i],
    means: "This host has no such address family: IPv6 is switched off, as a rule.",
    reading: connect.familyMissing,
  },
  {
    id: "protocol-error",
    patterns: [/\bEPROTO\b/i, /\bprotocol error\b/i],
    means: "ICMP parameter problem; in Node, any failure inside TLS: the text beside it tells.",
    reading: {
      ...connection.reset,
      proves: "The protocol below broke off.",
      boundaries: ["tls", "path"],
      causes: [],
    },
  },
  {
    id: "protocol-unreachable",
    patterns: [/\bENOPROTOOPT\b/i, /\bprotocol (?:not available|unreachable)\b/i],
    means: "The host does not run that protocol (ICMP 3/2).",
    reading: connect.prohibited,
  },
  {
    id: "try-again",
    patterns: [/\bEAGAIN\b|\bEWOULDBLOCK\b/, /\bresource temporarily unavailable\b/i],
    means:
      "Not now: ordinary on a socket that does not block; on connect to a Unix socket its backlog is full; with SO_RCVTIMEO the timer ran out.",
    reading: {
      ...connection.acceptQueue,
      strength: "symptom",
      proves: "The call could not be done at once.",
    },
  },
  {
    id: "in-progress",
    patterns: [/\bEINPROGRESS\b|\bEALREADY\b/i, /\boperation (?:now|already) in progress\b/i],
    means: "A connect that does not block is under way.",
    reading: normal,
  },
  {
    id: "socket-misuse",
    patterns: [
      /\bENOTCONN\b|\bEISCONN\b|\bESHUTDOWN\b/i,
      /\b(?:endpoint|socket) is (?:not|already) connected\b/i,
    ],
    means:
      "The socket was used before it was connected or after it had ended: what came before is the cause.",
    reading: normal,
  },
];

/** Errors of the socket calls, by name and by text; Linux, the BSDs, macOS and Windows share them. */
export const errno: PhraseTable = { product: "Sockets", layer: "cause", phrases };
