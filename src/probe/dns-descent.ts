import { isAddress } from "../base/index.ts";
import { type DnsTrace, type DnsTraceStep, type Evidence, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type Authority, askZone, isReferral, wordOf } from "./dns-ask-zone.ts";
import { splitServer } from "./dns-server.ts";

/** Zone cuts that a name may have; no name has more labels. RFC 1035, section 2.3.4. */
const MOST_CUTS = 16;

/** Where the descent begins. */
export interface DescentStart {
  readonly zone: string;
  /** Servers of that zone, as `address` or `address:port`. */
  readonly servers: readonly string[];
}

/**
 * Walks down to a name from the root or from a zone cut, by referrals and their glue, and records the way.
 *
 * A nameserver that a referral names without an address is left out: finding it would be another descent.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see RFC 1034, section 5.3.3
 */
export async function traceDns(
  question: { readonly name: string; readonly type: string; readonly from: DescentStart },
  context: ProbeContext,
): Promise<Evidence<"dns-trace">> {
  const { name, type, from } = question;
  const { observedAt, ticks } = startOf(context.clock);
  const steps: DnsTraceStep[] = [];
  let zone = from.zone;
  let authorities: readonly Authority[] = from.servers.map((text) => {
    const { server, port } = splitServer(text);
    return { name: server, address: server, port };
  });
  let lameServers: readonly string[] = [];
  let word: ReturnType<typeof wordOf> = { answer: null, disagree: false };
  while (authorities.length > 0 && steps.length < MOST_CUTS) {
    const found = await askZone({ zone, name, type }, authorities, context);
    steps.push(found.step);
    lameServers = found.lameServers;
    word = wordOf({ name, type }, found.authoritative);
    const referral = found.exchanges.find(({ value }) => isReferral(value, zone))?.value;
    if (word.answer !== null || referral === undefined) break;
    const cut = referral.authorities.find((record) => record.type === "NS")?.name ?? zone;
    const names = referral.authorities.filter((record) => record.type === "NS").map(({ data }) => data);
    const port = from.servers.length > 0 ? (authorities[0]?.port ?? 53) : 53;
    authorities = referral.additionals
      .filter((record) => names.includes(record.name) && isAddress(record.data))
      .map((record) => ({ name: record.name, address: record.data, port }));
    zone = cut;
  }
  const value: DnsTrace = {
    name,
    type,
    from: from.zone === "." ? "root-hints" : "zone-cut",
    steps,
    answer: word.answer,
    negativeTtl: null,
    lameServers,
    authoritiesDisagree: word.disagree,
  };
  return context.recorder.record("dns-trace", value, {
    boundary: "dns",
    by: "probe",
    purpose: context.purpose,
    observedAt,
    took: context.clock.ticks() - ticks,
    command: `dig +trace +nodnssec ${name}. ${type}`,
  });
}
