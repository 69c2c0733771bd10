import type { Host } from "../../world/index.ts";

/** The hardware address of a host's interface. */
const hardwareOf = async (host: Host, device: string): Promise<string> =>
  (await host.must(["cat", `/sys/class/net/${device}/address`])).stdout.trim();

/** Makes one host believe that an address is at another one, as the last ARP answer does. */
export async function learn(
  host: Host,
  device: string,
  neighbour: { readonly address: string; readonly at: Host; readonly device: string },
): Promise<void> {
  const hardware = await hardwareOf(neighbour.at, neighbour.device);
  await host.ip("neigh", "replace", neighbour.address, "lladdr", hardware, "nud", "reachable", "dev", device);
}
