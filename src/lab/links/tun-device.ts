import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where distributions have the clone device. */
const USUAL = "/dev/net/tun";
/** Where a world makes its own, on the tmpfs that ends with it. */
const OWN = "/run/world/net-tun";
/** Character device 10, 200. Linux, admin-guide/devices.txt. */
const NUMBERS = ["c", "10", "200"] as const;

/**
 * The path of the TUN/TAP clone device. A container's /dev often lacks it although the kernel has it: then the world makes one of
 * its own. tuntap.rst; mknod(1).
 */
export function tunDevice(): string {
  if (existsSync(USUAL)) return USUAL;
  if (!existsSync(OWN)) spawnSync("mknod", [OWN, ...NUMBERS]);
  return OWN;
}
