import { KernelError, listAddresses, listLinks, openNetlink } from "../sys/index.ts";
import type { Vantage } from "../vantage/index.ts";
import type { LocalAddress } from "./local-addresses.ts";

/**
 * The addresses of a host with their interfaces, as the kernel lists them: also those of an interface that is down, whose routes are
 * gone. `null` where the kernel of the vantage cannot be asked. rtnetlink(7), RTM_GETADDR.
 */
export function ownAddresses(vantage: Vantage): readonly LocalAddress[] | null {
  try {
    return vantage.inside(() => {
      using netlink = openNetlink("route");
      const names = new Map(listLinks(netlink).map(({ index, name }) => [index, name]));
      return listAddresses(netlink).map(({ address, interfaceIndex }) => ({
        address,
        device: names.get(interfaceIndex) ?? null,
      }));
    });
  } catch (error) {
    if (error instanceof KernelError) return null; // Then /proc says what it can.
    throw error;
  }
}
