import { isIP } from "node:net";
import type { ConnectionTracking, TrackedTuple } from "../evidence/index.ts";

/** One entry of the connection table. */
export type TrackedFlow = ConnectionTracking["flow"][number];

/** Lines that are read; a table holds some hundred thousand. */
const MAX_LINES = 300_000;

/**
 * Reads `conntrack -L -o extended`, and /proc/net/nf_conntrack, which has the same form. conntrack(8).
 *
 *     ipv4 2 tcp 6 117 SYN_SENT src=192.0.2.1 dst=192.0.2.2 sport=40000 dport=80 [UNREPLIED] src=… dst=… sport=… dport=… mark=0 use=1
 *
 * A line of another form is left out.
 */
export const parseTracked = (text: string): readonly TrackedFlow[] =>
  text.split("\n", MAX_LINES).flatMap((line): readonly TrackedFlow[] => {
    const [layer3, , , protocol, ...rest] = line.trim().split(/\s+/, 60);
    if ((layer3 !== "ipv4" && layer3 !== "ipv6") || !/^\d{1,3}$/.test(protocol ?? "")) return [];
    // An offloaded entry has no timeout.
    const timeout = /^\d{1,10}$/.test(rest[0] ?? "") ? Number(rest[0]) : null;
    const state = rest.find((word) => /^[A-Z][A-Z0-9_]*$/.test(word)) ?? null;
    const original = tupleOf(rest, 0);
    const reply = tupleOf(rest, 1);
    if (original === null || reply === null) return [];
    return [
      {
        protocol: Number(protocol),
        state,
        isReplied: !rest.includes("[UNREPLIED]"),
        isAssured: rest.includes("[ASSURED]"),
        original,
        reply,
        timeout,
      },
    ];
  });

/** The first or the second `src= dst= sport= dport=` of an entry. */
function tupleOf(words: readonly string[], which: 0 | 1): TrackedTuple | null {
  const field = (name: string): string | undefined =>
    words.filter((word) => word.startsWith(`${name}=`))[which]?.slice(name.length + 1);
  const port = (name: string): number => {
    const text = field(name) ?? "0";
    return /^\d{1,5}$/.test(text) ? Number(text) : 0;
  };
  const [source, destination] = [field("src"), field("dst")];
  if (source === undefined || destination === undefined || !isIP(source) || !isIP(destination)) return null;
  return { source, destination, sourcePort: port("sport"), destinationPort: port("dport") };
}
