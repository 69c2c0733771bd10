import { type Ms, splitServer } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { lookUpName, probeDns } from "../probe/index.ts";
import { configOf, contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** What came of asking the question of a `dns://` target. */
export interface Asked {
  readonly steps: readonly Evidence[];
  /** NOERROR with records of the type. */
  readonly proper: boolean;
  readonly took: Ms;
}

/**
 * Asks what a `dns://` target asks: without a type, or for an address, as an application looks a name up; for any other type
 * each configured resolver in order, until one answers.
 */
export async function askQuestion(walk: Walk, budget: StepBudget): Promise<Asked> {
  const config = configOf(walk);
  const { host, questionType } = walk.asked;
  const started = walk.clock.ticks();
  if (config === null || walk.hosts === null) return { steps: [], proper: false, took: 0 };
  if (questionType === null || questionType === "A" || questionType === "AAAA") {
    const families =
      questionType === "A" ? ([4] as const) : questionType === "AAAA" ? ([6] as const) : ([4, 6] as const);
    const context = contextOf(walk, patience.lookup, budget);
    const request = { name: host, families, config, hostsFile: walk.hosts };
    const record = await lookUpName(
      { ...request, rules: config.libc === "musl" ? "musl" : "glibc" },
      context,
    );
    return { steps: [record], proper: record.value.outcome === "resolved", took: record.took };
  }
  const steps: Evidence[] = [];
  for (const nameserver of config.nameservers) {
    const question = {
      ...splitServer(nameserver),
      transport: "udp" as const,
      name: host,
      type: questionType,
      ednsSize: 1232,
      recursionDesired: true,
      checkingDisabled: false,
      dnssecOk: false,
    };
    const context = contextOf(walk, config.timeoutSeconds * 1_000, budget);
    let record = await probeDns(question, context);
    steps.push(record);
    if (record.value.truncated) {
      record = await probeDns({ ...question, transport: "tcp" }, context);
      steps.push(record);
    }
    const { outcome, rcode, answers } = record.value;
    if (outcome === "answered" && (rcode === "NOERROR" || rcode === "NXDOMAIN")) {
      const proper = rcode === "NOERROR" && answers.some(({ type }) => type === questionType);
      return { steps, proper, took: walk.clock.ticks() - started };
    }
  }
  return { steps, proper: false, took: walk.clock.ticks() - started };
}
