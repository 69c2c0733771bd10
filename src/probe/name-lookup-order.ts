import { createSocket } from "node:dgram";
import { familyOf } from "../base/index.ts";

/** Any port: connecting a UDP socket sends nothing, it only asks the kernel for a route and a source. connect(2). */
const ANY_PORT = 53;

/** The most addresses whose route is looked up. */
const MAX_ADDRESSES = 64;

/** Prefixes with their label and precedence. glibc, sysdeps/posix/getaddrinfo.c, default_labels and _precedence. */
const labels: readonly (readonly [test: RegExp, label: number, precedence: number])[] = [
  [/^::1$/, 0, 50],
  [/^2002:/i, 2, 30],
  [/^f[cd][0-9a-f]{2}:/i, 6, 40],
  [/^fe[c-f][0-9a-f]:/i, 5, 40],
  [/^2001:0?:/i, 7, 40],
  [/^\d+\./, 4, 10],
];

const policyOf = (address: string): readonly [label: number, precedence: number] => {
  const [, label, precedence] = labels.find(([test]) => test.test(address)) ?? [null, 1, 40];
  return [label, precedence];
};

/** Link-local 2, everything else global 14. RFC 6724, section 3.1 and 3.2. */
const scopeOf = (address: string): number =>
  /^(?:fe[89ab][0-9a-f]:|::1$|169\.254\.|127\.)/i.test(address) ? 2 : 14;

/** Source address that the kernel would send from; `null` when it has no route. */
export async function sourceFor(address: string): Promise<string | null> {
  const socket = createSocket(familyOf(address) === 6 ? "udp6" : "udp4");
  try {
    return await new Promise((resolve) => {
      socket.on("error", () => resolve(null));
      socket.connect(ANY_PORT, address, (error?: Error) => {
        resolve(error === undefined || error === null ? socket.address().address : null);
      });
    });
  } finally {
    socket.close();
  }
}

/** An address to sort, and the source that it would be reached from. */
export interface Destination {
  readonly address: string;
  readonly source: string | null;
}

/**
 * The order in which a client tries addresses: those that it has a route to first, then by scope, label and
 * precedence; otherwise as given. RFC 6724, section 6, rules 1, 2, 5, 6, 8 and 10.
 */
export function orderDestinations(destinations: readonly Destination[]): readonly string[] {
  const ranked = destinations.map(({ address, source }) => {
    const [label, precedence] = policyOf(address);
    const scope = scopeOf(address);
    const isUnusable = source === null;
    const hasOtherScope = source !== null && scopeOf(source) !== scope;
    const hasOtherLabel = source !== null && policyOf(source)[0] !== label;
    const rank = [Number(isUnusable), Number(hasOtherScope), Number(hasOtherLabel), -precedence, scope];
    return { address, rank };
  });
  return ranked.toSorted((a, b) => compare(a.rank, b.rank)).map(({ address }) => address);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Orders addresses by this host's own routes. */
export async function orderAddresses(addresses: readonly string[]): Promise<readonly string[]> {
  if (addresses.length < 2) return addresses;
  const first = addresses.slice(0, MAX_ADDRESSES);
  const sources = await Promise.all(first.map(sourceFor));
  return [
    ...orderDestinations(first.map((address, index) => ({ address, source: sources[index] ?? null }))),
    ...addresses.slice(MAX_ADDRESSES),
  ];
}
