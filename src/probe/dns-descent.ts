import { dnsServerArguments, splitServer } from "../base/index.ts";
import {
  type DnsTrace,
  type DnsTraceStep,
  type Evidence,
  type ResolverConfig,
  startOf,
} from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type Authority, aliasTarget, askZone, MOST_ALIASES, wordOf } from "./dns-ask-zone.ts";
import { rootHints } from "./dns-root-hints.ts";
import { cutOf, isWithin, MOST_CUTS, serversAt, TIME_TO_DESCEND } from "./dns-zone-cut.ts";

/** Where the descent begins. */
export interface DescentStart {
  readonly zone: string;
  /** Servers of that zone, as `address` or `address:port`. */
  readonly servers: readonly string[];
}

/** What is traced, and from where. */
export interface DescentQuestion {
  /** Absolute. */
  readonly name: string;
  readonly type: string;
  /** `null` for the root hints. Servers further down are asked at the port of the first one, as `dig -p` does. */
  readonly from: DescentStart | null;
  /** Resolvers that are asked where a referral names servers and brings no address; `null` for none. */
  readonly config: ResolverConfig | null;
}

/**
 * Walks down to a name from the root or from a zone cut, by referrals and their glue, and records the way. Follows
 * aliases by beginning anew, where they stay below the zone that it began with.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see RFC 1034, section 5.3.3
 */
export async function traceDns(
  question: DescentQuestion,
  context: ProbeContext,
): Promise<Evidence<"dns-trace">> {
  const { name, type } = question;
  const { observedAt, ticks } = startOf(context.clock);
  const start = question.from ?? { zone: ".", servers: rootHints };
  const first = start.servers.map((text): Authority => {
    const { server, port } = splitServer(text);
    return { name: server, address: server, port };
  });
  const until = ticks + TIME_TO_DESCEND;
  const steps: DnsTraceStep[] = [];
  const lameServers = new Set<string>();
  let word: ReturnType<typeof wordOf> = { answer: null, disagree: false };
  let negative: number | null = null;
  let target: string | null = name;
  for (let alias = 0; target !== null && alias < MOST_ALIASES; alias += 1) {
    const wanted: string = target;
    target = null;
    // An alias out of the zone that the descent began with: nobody here knows its servers.
    if (!isWithin(wanted, start.zone)) break;
    let zone = start.zone;
    let authorities: readonly Authority[] = first;
    while (authorities.length > 0 && steps.length < MOST_CUTS && context.clock.ticks() < until) {
      const found = await askZone({ zone, name: wanted, type }, authorities, context);
      steps.push(found.step);
      for (const server of found.lameServers) lameServers.add(server);
      if (found.authoritative.length > 0) {
        target = aliasTarget({ name: wanted, type }, found.authoritative);
        // The alias leads elsewhere: only the authorities there know the rest.
        if (target === null) word = wordOf({ name: wanted, type }, found.authoritative);
        negative = found.authoritative[0]?.value.negativeTtl ?? null;
        break;
      }
      const cut = cutOf(found.exchanges, { zone, name: wanted });
      if (cut === null) break;
      zone = cut.zone;
      authorities = await serversAt(cut, { port: first[0]?.port, config: question.config }, context);
    }
  }
  const value: DnsTrace = {
    name,
    type,
    from: question.from === null ? "root-hints" : "zone-cut",
    steps,
    answer: word.answer,
    negativeTtl: negative,
    lameServers: [...lameServers],
    authoritiesDisagree: word.disagree,
  };
  return context.recorder.record("dns-trace", value, {
    boundary: "dns",
    by: "probe",
    purpose: context.purpose,
    observedAt,
    took: context.clock.ticks() - ticks,
    command: commandOf(question, first[0]),
  });
}

/** The same descent by dig(1); from a zone cut it is told where to begin, and does not believe it to be the root. */
function commandOf({ name, type, from }: DescentQuestion, first: Authority | undefined): string {
  const asked = `'${name.replaceAll("'", "").replace(/\.$/, "")}.' ${type}`;
  if (from === null || first === undefined) return `dig +trace +nodnssec ${asked}`;
  return `dig +norecurse ${dnsServerArguments({ server: first.address, port: first.port })} ${asked}`;
}
