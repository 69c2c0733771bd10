import * as connect from "../readings/connect.ts";
import * as connection from "../readings/connection.ts";
import { type CodeTable, codesOf } from "../table.ts";

const linux = "Only on Linux:";
const mac = "Only on macOS and the BSDs:";

/**
 * Bare numbers of errors. A number means what it means on one platform alone, so each says which; text beside it goes
 * before it. Source: asm-generic/errno.h, sys/errno.h of Darwin.
 */
export const errnoNumbers: CodeTable = {
  product: "errno numbers",
  layer: "cause",
  prefix: "errno",
  finders: [
    { pattern: /\berrno[ :=]{0,3}-?(\d{1,3})\b(?![^\n]{0,4}[a-z])/i, certain: true },
    { pattern: /\b(?:os|system|socket) error[ :=(]{0,3}-?(\d{1,3})\b(?![^\n]{0,4}[a-z])/i, certain: true },
    { pattern: /Can't connect to (?:MySQL|MariaDB|server)[^\n]{0,80}\((\d{2,3})\)/i, certain: false },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [1, `${linux} EPERM, the own kernel refuses.`, connect.deniedHere],
    [11, `${linux} EAGAIN, not now.`, { ...connection.acceptQueue, strength: "symptom" }],
    [12, "ENOMEM, no memory.", connect.noMemory],
    [13, "EACCES, permission denied.", connect.prohibited],
    [23, "ENFILE, the system's limit of open files.", connect.noDescriptors],
    [24, "EMFILE, the process's limit of open files.", connect.noDescriptors],
    [32, "EPIPE, a write after the peer closed.", connection.brokenPipe],
    [49, `${mac} EADDRNOTAVAIL, no local port or address.`, connect.noLocalPort],
    [51, `${mac} ENETUNREACH, no route.`, connect.networkUnreachable],
    [54, `${mac} ECONNRESET, reset by the peer.`, connection.reset],
    [60, `${mac} ETIMEDOUT, nothing answered.`, connect.connectSilent],
    [61, `${mac} ECONNREFUSED, refused. (On Linux 61 is ENODATA, no network error.)`, connect.refused],
    [65, `${mac} EHOSTUNREACH, no way to the host.`, connect.hostUnreachable],
    [
      71,
      `${linux} EPROTO, protocol error.`,
      { ...connection.reset, boundaries: ["tls", "path"], causes: [] },
    ],
    [90, `${linux} EMSGSIZE, above the known MTU.`, connect.messageTooLong],
    [97, `${linux} EAFNOSUPPORT, no such address family here.`, connect.familyMissing],
    [98, `${linux} EADDRINUSE, the local address is taken.`, connect.noLocalPort],
    [99, `${linux} EADDRNOTAVAIL, no local port or address.`, connect.noLocalPort],
    [100, `${linux} ENETDOWN, the network is down.`, connect.interfaceDown],
    [101, `${linux} ENETUNREACH, no route.`, connect.networkUnreachable],
    [102, `${linux} ENETRESET, a keepalive found it dead.`, connection.idleCut],
    [103, `${linux} ECONNABORTED, ended by this host.`, connection.reset],
    [104, `${linux} ECONNRESET, reset by the peer.`, connection.reset],
    [105, `${linux} ENOBUFS, no buffer space.`, connect.noMemory],
    [110, `${linux} ETIMEDOUT, nothing answered.`, connect.connectSilent],
    [111, `${linux} ECONNREFUSED, refused.`, connect.refused],
    [112, `${linux} EHOSTDOWN, the neighbour does not answer.`, connect.hostUnreachable],
    [113, `${linux} EHOSTUNREACH, no way to the host.`, connect.hostUnreachable],
  ]),
};
