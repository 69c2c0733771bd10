import { type Chain, keyOf, type Ruleset, rulesetOf } from "./ruleset.ts";

const isOfDevice = ({ base }: Chain): boolean => base?.hook === "ingress" || base?.hook === "egress";

/** Whether the JSON does not say by which interfaces its ingress chains are met: nft before 1.0.7 leaves them out. */
export const lacksDevices = ({ chains }: Ruleset): boolean =>
  chains.some((chain) => isOfDevice(chain) && chain.base?.devices.length === 0);

/** The same ruleset with the interfaces of its ingress and egress chains, as `nft list chains` prints them. */
export function withDevices(ruleset: Ruleset, text: string): Ruleset {
  const known = parseDevicesOfChains(text);
  const chains = ruleset.chains.map((chain): Chain => {
    const devices = known.get(keyOf(chain.family, chain.table, chain.name));
    if (devices === undefined || chain.base === null || !isOfDevice(chain)) return chain;
    return { ...chain, base: { ...chain.base, devices } };
  });
  return { ...rulesetOf(chains, ruleset, ruleset.isCut), rulesSeen: ruleset.rulesSeen };
}

/**
 * Reads the head of each chain of a device.
 *
 *     table netdev guard {
 *         chain in {
 *             type filter hook ingress device "eth0" priority -500; policy accept;
 *             type filter hook ingress devices = { "eth0", "eth1" } priority 0; policy accept;
 */
export function parseDevicesOfChains(text: string): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, readonly string[]>();
  let table = ["", ""] as readonly [family: string, name: string];
  let chain = "";
  for (const line of text.split("\n")) {
    const [, family, name] = /^\s*table (\S+) (\S+) \{/.exec(line) ?? [];
    if (family !== undefined && name !== undefined) table = [family, name];
    chain = /^\s*chain (\S+) \{/.exec(line)?.[1] ?? chain;
    const named = /^\s*type \w+ hook (?:ingress|egress) devices?(?: =)? (.{1,2000}?) priority /.exec(
      line,
    )?.[1];
    if (named === undefined) continue;
    const devices = [...named.matchAll(/"([^"\s]{1,15})"|([^\s"{},=]{1,15})/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? "",
    );
    known.set(keyOf(table[0], table[1], chain), devices);
  }
  return known;
}
