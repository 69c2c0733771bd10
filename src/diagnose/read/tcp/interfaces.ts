import { familyOf, isLoopback } from "../../../base/index.ts";
import type { LocalRoutes } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Words of the kernel for an interface that cannot carry packets. Kernel doc operstates. */
const downWords: readonly string[] = ["down", "lowerlayerdown", "notpresent"];

type Interface = LocalRoutes["interfaces"][number];

/** Whether this host has an interface to send from at all, and an address on it. */
export const readInterfaces: Reader = (evidence, { client, address, server }) => {
  const record = ofKind(evidence, "local-routes").findLast(({ vantage }) => vantage === client);
  if (record === undefined) return [];
  // To itself a host always has a way and an address.
  if (address !== null && (server === client || isLoopback(address))) {
    const names = ["lacks-usable-address", "every-interface-down", "route-device-down"] as const;
    return [
      ...observe("target-is-own-host", true, { records: [record] }),
      ...names.flatMap((name) => observe(name, false, { records: [record] })),
    ];
  }
  const others = record.value.interfaces.filter(({ name }) => name !== "lo");
  const up = others.filter(isUp);
  const serves = (own: string) => isUsable(own, address === null ? 4 : familyOf(address));
  const hasAddress = up.some(({ addresses }) => addresses.some(serves));
  // An address whose interface is not known may well be on one that is up: then nothing is said.
  const isUnsure = !hasAddress && record.value.otherAddresses.some(serves);
  const slots = { devices: others.map(({ name }) => name).join(", ") };
  const from = { records: [record], slots };
  return [
    // A namespace with its loopback alone has no interface that could be down.
    ...(others.length === 0 ? [] : observe("every-interface-down", up.length === 0, from)),
    ...(isUnsure ? [] : observe("lacks-usable-address", !hasAddress, from)),
  ];
};

const isUp = ({ state, hasCarrier }: Interface): boolean =>
  !downWords.includes(state) && hasCarrier !== false;

/** An address made up for want of another serves no one beyond the link. RFC 3927; RFC 4291, section 2.5.6. */
const selfMade = /^(169\.254\.|fe[89ab])/i;

/**
 * Whether an address serves for this family. A host without IPv6 is no host without an address: where IPv6 is asked, an
 * IPv4 address counts too.
 */
const isUsable = (own: string, family: 4 | 6): boolean =>
  (family === 6 || familyOf(own) === family) && !selfMade.test(own) && !isLoopback(own);
