import type { Host } from "../../world/index.ts";

/** Why many: `nf_conntrack_max` is the machine's, so that a namespace's table is full when it has as many entries as that. */
const MORE = 64;
/** Entries of one pair of addresses: the ports that are not privileged. */
const PORTS = { first: 1024, count: 64_000 } as const;

/**
 * Fills a host's connection table with connections of others that live (ASSURED): such are never evicted to make room.
 * conntrack(8), nf_conntrack-sysctl.
 */
export async function fillTable(
  host: Host,
  addresses: { readonly from: string; readonly to: string },
): Promise<void> {
  const { stdout } = await host.must(["sysctl", "-n", "net.netfilter.nf_conntrack_max"]);
  const wanted = Number(stdout) + MORE;
  const lines: string[] = [];
  for (let index = 0; index < wanted; index++) {
    const port = PORTS.first + (index % PORTS.count);
    const service = 1 + Math.floor(index / PORTS.count);
    lines.push(
      `-I -p tcp -s ${addresses.from} -d ${addresses.to} --sport ${port} --dport ${service} --state ESTABLISHED -u ASSURED,SEEN_REPLY -t 600`,
    );
  }
  // It ends at the first entry that finds no room.
  await host.run(["conntrack", "-R", host.file("full-table.txt", `${lines.join("\n")}\n`)], {
    timeout: 30_000,
  });
}

/** Empties it. */
export const emptyTable = async (host: Host): Promise<void> =>
  void (await host.must(["conntrack", "-F"], { timeout: 30_000 }));
