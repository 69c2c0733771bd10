import { type DnsServer, isAddress } from "../base/index.ts";
import type { ProbeContext } from "./context.ts";
import { plainQuestion, probeDns } from "./dns.ts";

/** Names of nameservers whose addresses are looked up. */
const MOST_NAMESERVERS = 6;

/** A nameserver at one of its addresses. */
export interface NamedServer {
  readonly name: string;
  readonly address: string;
}

/** Asks a resolver for every address of nameservers that are known by name. */
export async function findNameservers(
  names: readonly string[],
  resolver: DnsServer,
  context: ProbeContext,
): Promise<readonly NamedServer[]> {
  const found = await Promise.all(
    names.slice(0, MOST_NAMESERVERS).map(async (name) => {
      const asked = await Promise.all(
        (["A", "AAAA"] as const).map((type) => probeDns(plainQuestion(resolver, { name, type }), context)),
      );
      return asked.flatMap(({ value }) => value.addresses.map((address) => ({ name, address })));
    }),
  );
  return found.flat().filter(({ address }) => isAddress(address));
}
