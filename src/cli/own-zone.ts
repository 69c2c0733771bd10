import { networkInterfaces } from "node:os";
import { FaultlineError, isAddress } from "../base/index.ts";
import { quote } from "../config/index.ts";

/**
 * Refuses an address whose zone names no interface of this host: the kernel cannot even be asked for a way. RFC 4007, section 11.
 *
 * @param names The interfaces that have an address, by name.
 * @throws FaultlineError `BAD_TARGET`
 */
export function mustHaveZone(
  address: string,
  names: readonly string[] = Object.keys(networkInterfaces()),
): void {
  const [, zone] = address.split("%");
  // A number is an index, which only the kernel knows.
  if (!isAddress(address) || zone === undefined || /^\d+$/.test(zone) || names.includes(zone)) return;
  throw new FaultlineError(
    "BAD_TARGET",
    `Cannot use "${quote(address)}": this host has no interface "${quote(zone)}" with an address\nName one behind the %: ${names.join(" ")}`,
  );
}
