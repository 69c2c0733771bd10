import type { Evidence } from "../evidence/index.ts";
import { type DnsQuestion, probeDns } from "./dns.ts";
import {
  type AddressType,
  addressesOf,
  type CandidateAnswer,
  type LookupRun,
  libraryQuestion,
  noteQuestion,
  outcomeOf,
  serversOf,
  waitLeft,
} from "./name-lookup-answer.ts";

type Exchange = Evidence<"dns-exchange">;

/** musl takes NOERROR and NXDOMAIN, and goes on waiting after anything else. musl, src/network/res_msend.c. */
const isUsable = ({ value }: Exchange): boolean =>
  value.outcome === "answered" && (value.rcode === "NOERROR" || value.rcode === "NXDOMAIN");

/**
 * Asks for one name as musl does: every question to every server at once, again each `timeout ÷ attempts`, until
 * each question has a first usable answer or `timeout` is over. TCP after a truncated answer, since 1.2.4.
 */
export async function askAsMusl(name: string, run: LookupRun): Promise<CandidateAnswer> {
  const { config, context, types } = run;
  const total = waitLeft(run, config.timeoutSeconds * 1000);
  const interval = (config.timeoutSeconds * 1000) / config.attempts;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const begin = context.clock.ticks();
  const answers = new Map<AddressType, Exchange>();
  const asking: Promise<void>[] = [];
  const timers: NodeJS.Timeout[] = [];
  let sawServfail = false;

  const ask = async (question: DnsQuestion & { readonly type: AddressType }) => {
    const timeout = total - (context.clock.ticks() - begin);
    if (timeout <= 0 || answers.has(question.type)) return;
    const record = await probeDns(question, { ...context, signal, timeout });
    noteQuestion(run, record);
    sawServfail ||= record.value.rcode === "SERVFAIL";
    if (record.value.truncated && question.transport === "udp") {
      return ask({ ...question, transport: "tcp" });
    }
    if (isUsable(record) && !answers.has(question.type)) answers.set(question.type, record);
    if (types.every((type) => answers.has(type))) stop.abort();
  };
  const launch = () => {
    for (const server of serversOf(config)) {
      for (const type of types) {
        const question = { ...libraryQuestion(server, { name, type }, config), type };
        asking.push(
          ask(question).catch((error: unknown) => {
            // Stopped by ourselves: the answer that was waited for has come from another server.
            if (!stop.signal.aborted) throw error;
          }),
        );
      }
    }
  };
  try {
    launch();
    const isOver = new Promise<void>((resolve, reject) => {
      timers.push(setTimeout(resolve, total));
      stop.signal.addEventListener("abort", () => resolve());
      context.signal.addEventListener("abort", () => reject(context.signal.reason), { signal: stop.signal });
      for (let round = 1; round < config.attempts; round += 1) {
        timers.push(setTimeout(launch, round * interval));
      }
    });
    await isOver;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    stop.abort();
    await Promise.allSettled(asking);
  }
  return judge(types, answers, sawServfail);
}

/** What the first usable answers mean. musl, src/network/lookup_name.c, name_from_dns(). */
function judge(
  types: readonly AddressType[],
  answers: ReadonlyMap<AddressType, Exchange>,
  sawServfail: boolean,
): CandidateAnswer {
  const none = { addresses: [], canonicalName: null };
  for (const type of types) {
    const answer = answers.get(type);
    if (answer === undefined) return { kind: sawServfail ? "servfail" : "no-answer", ...none };
    if (outcomeOf(answer) === "nxdomain") return { kind: "nxdomain", ...none };
  }
  const found = addressesOf([...answers.values()]);
  return { kind: found.addresses.length > 0 ? "addresses" : "no-data", ...found };
}
