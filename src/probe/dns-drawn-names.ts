import { randomBytes } from "node:crypto";
import { type DnsServer, dnsServerArguments, dnsServerText } from "../base/index.ts";
import { type DnsDrawnNames, type Evidence, type ResolverConfig, startOf } from "../evidence/index.ts";
import { isSameName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { askOnce, plainQuestion, probeDns } from "./dns.ts";
import { namesToAsk } from "./dns-names-to-ask.ts";
import { serversOf } from "./name-lookup-answer.ts";

/** The request's own name, and the resolvers that were asked for it. */
export interface DrawnNamesQuestion {
  /** As the request has it. */
  readonly name: string;
  /** Types of address that are asked for. */
  readonly types: readonly ("A" | "AAAA")[];
  readonly config: ResolverConfig;
  /** Awaited where a resolver makes answers up, before its answer is compared with what the recorder has of others. */
  readonly beforeJudging?: () => Promise<void>;
}

/** The most resolvers that are asked; a C library uses three. */
const MOST_SERVERS = 3;

/** Names that are drawn for each resolver: what is seen with one is repeated with another before it counts. */
const DRAWN = 2;

/** EDNS size that needs no fragments, so that a resolver can say by an extended error that it forged. DNS flag day 2020. */
const SAFE_SIZE = 1232;

/** A name that cannot exist and that nobody has asked for before: 80 random bits. RFC 6761, section 6.4. */
const drawName = (): string => `${randomBytes(10).toString("hex")}.invalid`;

/**
 * Asks each configured resolver for names that cannot exist, and for the request's own name once more, by EDNS. A resolver
 * that has an address for what does not exist makes its answers up; where it is the same address that it gives for the
 * request's name, that answer says nothing of the name.
 *
 * What other resolvers and the authorities gave is taken from the recorder.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function askDrawnNames(
  question: DrawnNamesQuestion,
  context: ProbeContext,
): Promise<readonly Evidence<"dns-drawn-names">[]> {
  const { observedAt, ticks } = startOf(context.clock);
  const { attempt: _, ...rest } = context;
  const difference: ProbeContext = { ...rest, purpose: "difference" };
  const [target = question.name] = namesToAsk(question, context.recorder);
  const servers = serversOf(question.config).slice(0, MOST_SERVERS);
  const asked = await Promise.all(
    servers.map((server) => askOne(server, { ...question, target }, difference)),
  );
  if (asked.some(({ invents }) => invents === true)) await question.beforeJudging?.();
  const honest = asked.filter(({ invents }) => invents === false).map(({ server }) => dnsServerText(server));
  return asked.map((one) => {
    const given = givenBy([dnsServerText(one.server)], target, context);
    const others = [
      ...givenBy(honest, target, context),
      ...givenByAuthorities(target, one.addresses, context),
    ];
    const isMadeUp = (address: string) => one.addresses.includes(address);
    const value: DnsDrawnNames = {
      server: one.server.server,
      port: one.server.port,
      names: one.names,
      types: question.types,
      rcodes: one.rcodes,
      answered: one.answered,
      sent: one.sent,
      addresses: one.addresses,
      inventsAddresses: one.invents,
      targetGetsSame: given.length === 0 ? null : given.every(isMadeUp),
      othersGiveSame: others.length === 0 ? null : others.some(isMadeUp),
    };
    return context.recorder.record("dns-drawn-names", value, {
      boundary: "dns",
      by: "probe",
      purpose: "difference",
      observedAt,
      took: context.clock.ticks() - ticks,
      command: `dig ${dnsServerArguments(one.server)} +noall +comments +answer $(openssl rand -hex 10).invalid. A ${target}. A`,
    });
  });
}

interface Asked extends DrawnNamesQuestion {
  /** The absolute name that the look-up came down to. */
  readonly target: string;
}

async function askOne(server: DnsServer, { types, target }: Asked, context: ProbeContext) {
  const names = Array.from({ length: DRAWN }, drawName);
  const [replies] = await Promise.all([
    Promise.all(
      names.map((name) =>
        Promise.all(types.map((type) => askOnce(plainQuestion(server, { name, type }), context))),
      ),
    ),
    ...types.map((type) =>
      probeDns({ ...plainQuestion(server, { name: target, type }), ednsSize: SAFE_SIZE }, context),
    ),
  ]);
  const perName = replies.map((ofName) =>
    ofName.flatMap(({ message }) =>
      (message?.answers ?? []).filter(({ type }) => type === "A" || type === "AAAA").map(({ data }) => data),
    ),
  );
  const all = replies.flat();
  const messages = all.flatMap(({ message }) => message ?? []);
  const isEachInvented = perName.every((addresses) => addresses.length > 0);
  const isNoneInvented = messages.length === all.length && perName.every(({ length }) => length === 0);
  return {
    server,
    names,
    rcodes: messages.map(({ rcode }) => rcode),
    answered: messages.length,
    sent: all.length,
    addresses: [...new Set(perName.flat())],
    invents: isEachInvented ? true : isNoneInvented ? false : null,
  };
}

/** Addresses that these resolvers gave for a name, up to now. */
const givenBy = (servers: readonly string[], name: string, { recorder }: ProbeContext): readonly string[] =>
  recorder.evidence.flatMap((record) =>
    record.kind === "dns-exchange" &&
    record.value.recursionDesired &&
    isSameName(record.value.name, name) &&
    servers.includes(dnsServerText(record.value))
      ? record.value.addresses
      : [],
  );

/**
 * Addresses that the authorities of a name gave for it. The resolver's own word in their place does not count, nor that of
 * an authority at an address that was itself made up.
 */
const givenByAuthorities = (
  name: string,
  madeUp: readonly string[],
  { recorder }: ProbeContext,
): readonly string[] =>
  recorder.evidence.flatMap((record) =>
    record.kind === "dns-trace" &&
    record.value.from !== "resolver" &&
    isSameName(record.value.name, name) &&
    !record.value.steps.some(({ servers }) =>
      servers.some((server) => madeUp.includes(server.split(" ").at(-1) ?? "")),
    )
      ? (record.value.answer?.addresses ?? [])
      : [],
  );
