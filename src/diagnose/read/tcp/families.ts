import { familyOf } from "../../../base/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/**
 * Whether one family of the answer serves nowhere while the other does. An address without a route is passed over, as
 * every client does: a family that this host does not have is no fault.
 */
export const readFamilies: Reader = (evidence, { client }) => {
  const lookup = ofKind(evidence, "name-lookup").findLast(
    ({ vantage, purpose, value }) =>
      vantage === client && purpose === "reference" && value.addresses.length > 0,
  );
  if (lookup === undefined) return [];
  const ipv6 = lookup.value.addresses.filter((address) => familyOf(address) === 6);
  const ipv4 = lookup.value.addresses.filter((address) => familyOf(address) === 4);
  const attempts = ofKind(evidence, "attempt").filter(({ vantage }) => vantage === client);
  const connects = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) => vantage === client && value.isTargetPort,
  );
  const serving = attempts.filter(({ value }) => value.answeredProperly);
  const failing = [
    // Why an attempt could not connect is told by its connect: this host may have no way to the address.
    ...attempts.filter(({ value }) => !value.answeredProperly && !untold.includes(value.failedAt)),
    ...connects.filter(({ value }) => failedOnTheWire.includes(value.outcome)),
  ];
  const at = (records: typeof failing, address: string) =>
    records.filter(({ value }) => value.address === address);
  const dead = ipv6.filter((address) => at(failing, address).length > 0 && at(serving, address).length === 0);
  const served = ipv4.flatMap((address) => at(serving, address));
  const servedByIpv6 = ipv6.flatMap((address) => at(serving, address));
  if (servedByIpv6.length > 0) return observe("ipv6-serves-nowhere", false, { records: servedByIpv6 });
  if (dead.length === 0 || dead.length < ipv6.length || served.length === 0) return [];
  const records = [lookup, ...dead.flatMap((address) => at(failing, address)), ...served];
  return observe("ipv6-serves-nowhere", true, { records, slots: { ipv6: dead.join(", ") } });
};

/** What says something of the path or the host, and not of this process or its route table. */
const failedOnTheWire: readonly string[] = ["refused", "timed-out", "unreachable", "prohibited", "reset"];

/** Steps of a failed attempt that do not tell by themselves whether the address was at fault. */
const untold: readonly (string | null)[] = ["deadline", "connect"];
