import { familyOf, isAddress, type Ms } from "../base/index.ts";
import {
  type Evidence,
  type HostsFile,
  type LookupQuestion,
  type NameLookup,
  type ResolverConfig,
  startOf,
} from "../evidence/index.ts";
import { writeName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import type { AddressType, CandidateAnswer, LookupRun } from "./name-lookup-answer.ts";
import { type Candidate, candidatesOf, type LookupRules } from "./name-lookup-candidates.ts";
import { askAsGlibc, glibcState } from "./name-lookup-glibc.ts";
import { askAsMusl } from "./name-lookup-musl.ts";
import { orderAddresses } from "./name-lookup-order.ts";
import { actionAfter, type SourceStatus, sourceSteps } from "./name-lookup-sources.ts";

/** What is looked up, and by whose rules. */
export interface LookupRequest {
  readonly name: string;
  /** Families that the application asks for, in the order of its questions: usually 4 and 6. */
  readonly families: readonly (4 | 6)[];
  readonly config: ResolverConfig;
  /** What the hosts file says of the name; `null` when it could not be read. */
  readonly hostsFile: HostsFile | null;
  readonly rules: LookupRules;
  /** Asks the sources that have no rules here, where all others find nothing; left out where they are another host's. */
  readonly askOthers?: (name: string, time: Ms) => Promise<readonly string[] | null>;
}

/** What a look-up found, before it is timed and recorded. */
interface Found {
  readonly outcome: NameLookup["outcome"];
  readonly error: string | null;
  readonly source: NameLookup["source"];
  readonly addresses: readonly string[];
  readonly answeredName: string | null;
  readonly canonicalName: string | null;
}

/** Names that nss-myhostname(8) answers by itself with the loopback addresses. RFC 6761, section 6.3. */
const LOOPBACK_NAME = /^(?:.+\.)?localhost(?:\.localdomain)?\.?$/i;

const nothing = { source: null, addresses: [], answeredName: null, canonicalName: null };
const noSuchName: Found = { ...nothing, outcome: "no-such-name", error: "EAI_NONAME" };

/**
 * Resolves a name as an ordinary application of this host does: the sources of nsswitch.conf in their order, the
 * hosts file, then DNS with search list, servers, timeouts and repetitions of the C library. Every question is
 * recorded as a `dns-exchange` with the context's purpose, and then the whole as one `name-lookup`.
 *
 * It waits as long as the application would, for that is what the application suffers.
 *
 * @param context `timeout` bounds the whole look-up; what was not answered until then counts as no answer.
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see getaddrinfo(3), nsswitch.conf(5), resolv.conf(5)
 */
export async function lookUpName(
  request: LookupRequest,
  context: ProbeContext,
): Promise<Evidence<"name-lookup">> {
  context.signal.throwIfAborted();
  const { observedAt, ticks } = startOf(context.clock);
  const questions: LookupQuestion[] = [];
  const found = await find(request, questions, { context, until: ticks + context.timeout });
  const took = context.clock.ticks() - ticks;
  const value = { name: request.name, rules: request.rules, ...found, questions, took };
  return context.recorder.record("name-lookup", value, {
    boundary: "dns",
    by: "probe",
    purpose: context.purpose,
    ...(context.attempt === undefined ? {} : { attempt: context.attempt }),
    observedAt,
    took,
    command: `getent ahosts '${request.name.replaceAll("'", "")}'`,
  });
}

async function find(
  request: LookupRequest,
  questions: LookupQuestion[],
  { context, until }: { readonly context: ProbeContext; readonly until: Ms },
): Promise<Found> {
  const { name, families, config, hostsFile } = request;
  if (isAddress(name)) {
    return { ...nothing, outcome: "resolved", error: null, source: "literal", addresses: [name] };
  }
  if (name === "" || writeName(name) === null) return noSuchName;
  const types = families.map((family): AddressType => (family === 4 ? "A" : "AAAA"));
  const run: LookupRun = { types, config, context, until, questions };
  // A record about another name says nothing of this one.
  const inFile = hostsFile?.name === name ? hostsFile.addresses : [];
  const listed = inFile.filter((address) => families.includes(familyOf(address)));
  let last: Found = noSuchName;
  const skipped: string[] = [];
  for (const step of sourceSteps(config.sources)) {
    let status: SourceStatus = "notfound";
    if (step.source === "files") {
      if (listed.length > 0) {
        const addresses = await orderAddresses(listed);
        last = { ...nothing, outcome: "resolved", error: null, source: "files", addresses };
        status = "success";
      }
    } else if (step.source === "dns") {
      last = await askDns(request, run);
      status = statusOf(last);
    } else if (step.source === "myhostname" && LOOPBACK_NAME.test(name)) {
      const own = (["::1", "127.0.0.1"] as const).filter((address) => families.includes(familyOf(address)));
      last = { ...nothing, outcome: "resolved", error: null, source: "other", addresses: own };
      status = "success";
    } else {
      skipped.push(step.source);
      continue;
    }
    if (actionAfter(status, step.actions) === "return") break;
  }
  if (last.outcome !== "resolved" && skipped.length > 0) {
    // What DNS leaves unanswered it would leave unanswered once more, as slowly.
    const isDenied = last.outcome === "no-such-name" || last.outcome === "no-address";
    const other = isDenied ? await request.askOthers?.(name, until - context.clock.ticks()) : null;
    const addresses = (other ?? []).filter((address) => families.includes(familyOf(address)));
    const found = { ...nothing, error: null, source: "other", addresses } as const;
    if (addresses.length > 0) return { ...found, outcome: "resolved" };
    context.recorder.gap({
      boundary: "dns",
      needs: `what nsswitch source ${skipped.join(", ")} answers for ${name}`,
      reason: "not-supported",
      allowBy: `getent ahosts ${name}`,
    });
  }
  return last;
}

const statusOf = ({ outcome }: Found): SourceStatus => {
  if (outcome === "resolved") return "success";
  return outcome === "no-answer" || outcome === "failed" ? "tryagain" : "notfound";
};

/** Asks for each candidate name in turn until one decides. */
async function askDns({ name, config, rules }: LookupRequest, run: LookupRun): Promise<Found> {
  const state = glibcState(config.options);
  const candidates = candidatesOf(name, config, rules).filter((one) => writeName(one.name) !== null);
  const seen: { readonly candidate: Candidate; readonly answer: CandidateAnswer }[] = [];
  let isSearchOver = false;
  for (const candidate of candidates) {
    if (isSearchOver && candidate.suffix !== null) continue;
    const answer =
      rules === "musl" ? await askAsMusl(candidate.name, run) : await askAsGlibc(candidate.name, state, run);
    if (answer.kind === "addresses") {
      const { canonicalName } = answer;
      const addresses = await orderAddresses(answer.addresses);
      const from = { source: "dns", answeredName: candidate.name } as const;
      return { outcome: "resolved", error: null, ...from, addresses, canonicalName };
    }
    seen.push({ candidate, answer });
    // musl goes on only after NXDOMAIN.
    if (rules === "musl" && answer.kind !== "nxdomain") break;
    if (rules === "musl" || candidate.suffix === null) continue;
    // glibc leaves the search list when nobody answers, and the whole look-up when nobody is there to answer.
    if (answer.kind === "nobody-there") break;
    isSearchOver = answer.kind === "no-answer" || answer.kind === "failed";
  }
  return failureOf(seen, rules);
}

/** The failure that the application is told of. glibc, resolv/res_query.c, __res_context_search(). */
function failureOf(
  seen: readonly { readonly candidate: Candidate; readonly answer: CandidateAnswer }[],
  rules: LookupRules,
): Found {
  const kinds = seen.map(({ answer }) => answer.kind);
  const itself = seen.find(({ candidate }) => candidate.suffix === null)?.answer.kind;
  // glibc tells what the name itself gave, where it was asked, and else the best of the search list.
  let kind: CandidateAnswer["kind"] | undefined = kinds.at(-1);
  if (rules === "glibc") {
    kind = itself ?? (["no-data", "servfail"] as const).find((one) => kinds.includes(one)) ?? kind;
  }
  if (kind === "no-data") return { ...nothing, outcome: "no-address", error: "EAI_NODATA" };
  if (kind === "no-answer" || kind === "nobody-there")
    return { ...nothing, outcome: "no-answer", error: "EAI_AGAIN" };
  if (kind === "servfail") return { ...nothing, outcome: "failed", error: "EAI_AGAIN" };
  if (kind === "failed") return { ...nothing, outcome: "failed", error: "EAI_FAIL" };
  return noSuchName;
}
