import { isAddress } from "../base/index.ts";
import { type Evidence, type HostsFile, startOf } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import type { ProbeContext } from "./context.ts";

/** What a hosts file says of a name. Pure. hosts(5): case does not count, every line that names it does. */
export function parseHostsFile(text: string, name: string): HostsFile {
  const wanted = name.toLowerCase();
  const addresses = new Set<string>();
  const lines: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (!isAddress(address) || !names.some((known) => known.toLowerCase() === wanted)) continue;
    addresses.add(address);
    lines.push(index + 1);
  }
  return { name, addresses: [...addresses], lines };
}

/** Reads what the hosts file of a vantage says of one name. A file that may not be read is a gap. */
export async function readHostsFile(
  vantage: Vantage,
  name: string,
  { clock, purpose, recorder, signal }: ProbeContext,
): Promise<Evidence<"hosts-file">> {
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const file = await vantage.read("/etc/hosts");
  if (file.outcome === "permission" || file.outcome === "unreadable") {
    recorder.gap({
      boundary: "client",
      needs: `/etc/hosts of ${vantage.name}`,
      reason: file.outcome,
      allowBy: "make /etc/hosts readable for this user",
    });
  }
  const value = parseHostsFile(file.outcome === "read" ? file.text : "", name);
  return recorder.record("hosts-file", value, {
    boundary: "client",
    by: "observed",
    purpose: purpose === "reference" ? "context" : purpose,
    observedAt,
    took: clock.ticks() - ticks,
    command: `grep -n -i -F -- '${name.replaceAll("'", "")}' /etc/hosts`,
  });
}

/**
 * What the hosts file says of a name that a request comes to later, as by a redirect: what is known where it is of that name, else
 * read now. A file that cannot be read names nobody.
 */
export async function hostsFileOf(vantage: Vantage, name: string, known: HostsFile): Promise<HostsFile> {
  if (known.name === name || isAddress(name)) return known;
  const file = await vantage.read("/etc/hosts");
  return parseHostsFile(file.outcome === "read" ? file.text : "", name);
}
