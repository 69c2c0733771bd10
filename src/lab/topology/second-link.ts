import type { Draw } from "../draw.ts";
import type { Family, Host } from "../world/index.ts";

/** A cable laid between two hosts of a world that is up: its ends have addresses, and nobody has a route over it. */
export interface SecondLink {
  /** `198.51.100.0/24`, or the IPv6 prefix. */
  readonly prefix: string;
  /** The name of the interface, the same at both ends: `eth4`. */
  readonly device: string;
  /** The address of the first host, without its prefix length. */
  readonly near: string;
  /** The address of the second one. */
  readonly far: string;
}

/**
 * Interface indices of further links count from here, above those of the world's own wires. Where both ends of a veth
 * pair had the same index, the kernel would notice its carrier only once a second (`linkwatch_urgent_event`).
 */
const OWN_INDEX = 5000;

/** Joins two hosts of a world that is up by one more link. */
export async function secondLink(
  [near, far]: readonly [Host, Host],
  draw: Draw,
  family: Family = 4,
): Promise<SecondLink> {
  const { v4, v6 } = draw.subnet();
  const device = `eth${draw.integer(4, 7)}`;
  const address = (number: number) => (family === 4 ? `${v4}.${number}` : `${v6}${number.toString(16)}`);
  const [one, other] = [draw.integer(2, 120), draw.integer(121, 250)];
  const pair = ["type", "veth", "peer", "name", device, "netns", far.name];
  await near.ip("link", "add", device, "index", `${OWN_INDEX + draw.integer(0, 999)}`, ...pair);
  for (const [host, number] of [
    [near, one],
    [far, other],
  ] as const) {
    const plain = family === 4 ? [] : ["nodad"];
    await host.ip("addr", "add", `${address(number)}/${family === 4 ? 24 : 64}`, "dev", device, ...plain);
    await host.ip("link", "set", device, "up");
  }
  return {
    prefix: family === 4 ? `${v4}.0/24` : `${v6}/64`,
    device,
    near: address(one),
    far: address(other),
  };
}
