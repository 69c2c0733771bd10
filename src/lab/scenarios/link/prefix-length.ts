import type { Host } from "../../world/index.ts";

/** Gives an address of a host another prefix length, and its default route back. */
export async function renumber(
  host: Host,
  change: {
    readonly device: string;
    readonly address: string;
    readonly from: number;
    readonly to: number;
    /** The command that sets the default route, which may go with the old length. */
    readonly route: readonly string[];
  },
): Promise<void> {
  const { device, address, from, to, route } = change;
  await host.ip("addr", "add", `${address}/${to}`, "brd", "+", "dev", device);
  await host.ip("addr", "del", `${address}/${from}`, "dev", device);
  await host.ip(...route);
}
