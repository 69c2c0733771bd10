import { isIP } from "node:net";
import type { CorefileSeen } from "../../evidence/index.ts";

/** Largest Corefile that is looked at, in characters. */
const LARGEST = 64 * 1024;

/** The cache's own most for an answer. CoreDNS manual, plugin cache. */
const CACHE = 3600;

/** Reads the server block of the root zone, or the first one. Keeps addresses and numbers alone. CoreDNS manual, Configuration. */
export function parseCorefile(text: string): CorefileSeen {
  const lines = text
    .slice(0, LARGEST)
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim());
  const start = lines.findIndex((line) => /^(\S+\s+)*\.(:\d+)?(\s+\S+)*\s*\{$/.test(line));
  const own = blockFrom(lines, start < 0 ? 0 : start);
  const words = own.map((line) => line.replace(/\{$/, "").trim().split(/\s+/));
  const forward = words.find(([plugin]) => plugin === "forward" || plugin === "proxy");
  const cache = words.find(([plugin]) => plugin === "cache");
  const seconds = Number(cache?.find((word) => /^\d{1,9}$/.test(word)) ?? CACHE);
  return {
    forward: forward === undefined ? null : forward.slice(2).filter(isPlace).slice(0, 10),
    hasLoop: words.some(([plugin]) => plugin === "loop"),
    cache: cache === undefined ? null : seconds,
  };
}

/** The lines of the block that begins at `start`, of its own level alone. */
function blockFrom(lines: readonly string[], start: number): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  for (const line of lines.slice(start)) {
    if (depth === 1 && line !== "" && line !== "}") found.push(line);
    depth += (line.match(/\{/g)?.length ?? 0) - (line.match(/\}/g)?.length ?? 0);
    if (depth <= 0 && found.length > 0) break;
  }
  return found;
}

/** An address, with a port or for TLS, or a file. */
const isPlace = (word: string): boolean => word.startsWith("/") || addressIn(word) !== null;

/** The address of one place of a `forward`; `null` where it is none. */
export function addressIn(word: string): string | null {
  const bare = word.replace(/^(dns|tls):\/\//, "").replace(/%\S*$/, "");
  if (isIP(bare) !== 0) return bare;
  const [, address = ""] = /^\[?([^\]]*)\]?:\d+$/.exec(bare) ?? [];
  return isIP(address) !== 0 ? address : null;
}
