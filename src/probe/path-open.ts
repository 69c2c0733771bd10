import type { Gap } from "../evidence/index.ts";
import { KernelError } from "../sys/index.ts";
import { openConnectPath } from "./path-connect.ts";
import { openIcmpPath } from "./path-icmp.ts";
import type { PathAnswer, PathTarget, PathTransport } from "./path-probes.ts";
import { listenForQuotes } from "./path-quotes.ts";
import { openSynPath } from "./path-syn.ts";
import { openUdpPath } from "./path-udp.ts";

/** EPERM and EACCES. errno(3). */
const forbidden: ReadonlySet<number> = new Set([1, 13]);

const isForbidden = (error: unknown): boolean => error instanceof KernelError && forbidden.has(error.errno);

/** What is open for a run, and whether quotes are seen. */
export interface OpenedPath {
  readonly transport: PathTransport;
  readonly seesQuotes: boolean;
  close(): void;
}

/** UDP's first port where none is asked for: nothing listens there. traceroute(8). */
export const UNLIKELY_PORT = 33_434;

/**
 * Opens the best that this process may have for a protocol. Echo falls back to UDP; SYNs of our own making to connect(2).
 *
 * @param gap Told what another capability would open.
 * @throws KernelError for what is no matter of permission: ENETUNREACH without a route.
 */
export function openPath(
  protocol: PathTransport["protocol"],
  target: PathTarget,
  { onAnswer, gap }: { readonly onAnswer: (answer: PathAnswer) => void; readonly gap: (gap: Gap) => void },
): OpenedPath {
  const transport = openTransport(protocol, target, { onAnswer, gap });
  try {
    const quotes = listenForQuotes(target, transport, onAnswer);
    return {
      transport,
      seesQuotes: true,
      close() {
        quotes.close();
        transport.close();
      },
    };
  } catch (error) {
    if (!isForbidden(error)) {
      transport.close();
      throw error;
    }
    gap({
      boundary: "path",
      needs: "the packets that routers quote: address translation, TTL changes and MPLS labels on the way",
      reason: "permission",
      allowBy: "run with CAP_NET_RAW",
    });
    return { transport, seesQuotes: false, close: () => transport.close() };
  }
}

function openTransport(
  protocol: PathTransport["protocol"],
  target: PathTarget,
  { onAnswer, gap }: { readonly onAnswer: (answer: PathAnswer) => void; readonly gap: (gap: Gap) => void },
): PathTransport {
  if (protocol === "udp") return openUdpPath(target, onAnswer);
  try {
    return protocol === "tcp" ? openSynPath(target, onAnswer) : openIcmpPath(target, onAnswer);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    if (protocol === "tcp") return openConnectPath(target, onAnswer);
    gap({
      boundary: "path",
      needs: "echo requests along the path; UDP is sent in their place, whose answers every host limits",
      reason: "permission",
      allowBy: "run with CAP_NET_RAW, or set net.ipv4.ping_group_range to hold this user's group",
    });
    return openUdpPath({ ...target, port: UNLIKELY_PORT }, onAnswer);
  }
}
