import { FaultlineError } from "../base/index.ts";
import {
  awaitedNames,
  type Case,
  checkByHand,
  clusterScenarioNames,
  fetchNeeds,
  loadScenario,
  missingPackages,
  type Scored,
  scenarioNames,
  scoreCase,
  sideBySide,
  summarize,
  variantsOf,
} from "../lab/index.ts";
import { runAgain } from "./lab-again.ts";
import { askKeeper, checkKept, keepLab, startKeeper } from "./lab-keeper.ts";
import { listScenarios } from "./lab-list.ts";
import { type LabOptions, parseLabOptions } from "./lab-options.ts";
import { formatCase, formatSummary, formatVerdict } from "./lab-table.ts";

/** Where a command writes, and what tells it to stop. */
export interface LabIo {
  out(text: string): void;
  err(text: string): void;
  readonly signal: AbortSignal;
}

/** What `faultline lab` can do, as shown without arguments. */
export const labUsage = `Usage: faultline lab COMMAND [options]

  list                          all scenarios: name, boundary, mechanism, variants
  run NAME [--variant V] [--seed N] [--keep]
                                build it, run the product on it, compare; --keep leaves it up until ctrl-C
  score [--seed N] [--only PATTERN] [--variant V] [--without V,V] [--again] [--jobs 2] [--records DIR]
                                all scenarios and variants, with totals
  score --clusters [NAME] […]   the same of those in a real Kubernetes
  check NAME|--all [--seed N] [--only PATTERN] [--jobs 2]
                                prove it by hand, without the product; for NAME in the lab that is up, if there is one
  up NAME [--variant V] [--seed N]
                                build it and leave it up
  solve|reset|exec|down NAME    apply the fix; break it again; run a command in a host (exec NAME HOST -- …); end it
  cluster up|down|status [--nodes 2] [--fabric host-gateway|vxlan] [--families ipv4|dual-stack] [--proxy-mode nftables|iptables] [--prefix main] [--seed N]
                                a real Kubernetes on this machine; its programs are built once, in ten minutes or more

Variants: fault, drowned (fault in noise), healthy, noisy, near-miss. All of it needs root.
`;

/**
 * `faultline lab …`. Gives the exit status: 0 well, 1 a scenario is not as expected, 2 wrong usage.
 *
 * @throws FaultlineError for wrong usage, and where the lab cannot be built at all.
 */
export async function labCommand(args: readonly string[], io: LabIo): Promise<number> {
  const [command = "help", ...rest] = args;
  // What follows is another program's command line, whose options are its own.
  if (command === "exec") return exec(rest, io);
  if (command === "cluster") return (await import("./lab-cluster.ts")).clusterCommand(rest, io);
  if (command === "--help" || command === "-h" || rest[0] === "--help") {
    io.out(labUsage);
    return 0;
  }
  const wanted = parseLabOptions(rest);
  switch (command) {
    case "list":
      return listScenarios(io);
    case "help":
      io.out(labUsage);
      return 0;
    case "run":
      needLab();
      return runOne(wanted, io);
    case "score":
      needLab();
      if (wanted.clusters) return (await import("./lab-cluster-score.ts")).scoreClusters(wanted, io);
      return score(wanted, io);
    case "check":
      needLab();
      return check(wanted, io);
    case "up":
      needLab();
      return startKeeper(await supplied(await caseOf(wanted), io), io);
    case "keeper":
      return keepLab(await caseOf(wanted), io);
    case "solve":
    case "reset":
    case "down":
      return askKeeper(command, named(wanted), [], io);
    default:
      throw new FaultlineError(
        "BAD_OPTION",
        `Cannot run "lab ${command}": it is no command of the lab\nWrite list, run, score, check, up, solve, reset, exec or down`,
      );
  }
}

/** `exec NAME HOST [--] COMMAND …` in a lab that is up. */
function exec(args: readonly string[], io: LabIo): Promise<number> {
  const [name, host, ...rest] = args.filter((arg, index) => arg !== "--" || index > 2);
  if (name !== undefined && host !== undefined && rest.length > 0)
    return askKeeper("exec", name, [host, ...rest], io);
  throw new FaultlineError(
    "BAD_OPTION",
    "Cannot run a command in a lab: a name, a host or the command is missing\nWrite faultline lab exec NAME HOST -- COMMAND",
  );
}

function named({ name }: LabOptions): string {
  if (name !== null) return name;
  throw new FaultlineError(
    "BAD_OPTION",
    "Cannot choose a scenario: no name is given\nWrite one of `faultline lab list`",
  );
}

/** The one case that the options name; a world in which nothing is wrong is built healthy. */
async function caseOf(wanted: LabOptions): Promise<Case> {
  const name = named(wanted);
  if (!scenarioNames.includes(name) && clusterScenarioNames.includes(name))
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot build the scenario "${name}" alone: it is one of a real Kubernetes\nRun faultline lab score --clusters ${name}`,
    );
  const scenario = await loadScenario(name);
  return { scenario: name, variant: wanted.variant ?? variantsOf(scenario)[0] ?? "fault", seed: wanted.seed };
}

/** Refuses early, in two lines, what would fail late in twenty. */
function needLab(): void {
  if (process.getuid?.() !== 0)
    throw new FaultlineError(
      "NEEDS_ROOT",
      "Cannot build a lab as an ordinary user: it makes network namespaces\nRun it as root: sudo faultline lab …",
    );
  const missing = missingPackages();
  if (missing.length > 0)
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot build a lab: these packages are not installed: ${missing.join(", ")}\nRun apt-get install -y ${missing.join(" ")}`,
    );
}

/** A case, when what it needs is there: told, for it may take minutes. */
async function supplied(one: Case, io: LabIo): Promise<Case> {
  await supply([one], io);
  return one;
}

const supply = (cases: readonly Case[], { err, signal }: LabIo): Promise<void> =>
  fetchNeeds(
    cases.map(({ scenario }) => scenario),
    { signal, say: (line) => err(`${line}\n`) },
  );

async function runOne(wanted: LabOptions, io: LabIo): Promise<number> {
  const one = await supplied(await caseOf(wanted), io);
  if (wanted.keep) return keepLab(one, io);
  const scored = await scoreCase(one, { records: wanted.records, signal: io.signal });
  io.out(formatVerdict(scored));
  return scored.isRight ? 0 : 1;
}

/** The cases that the options choose. */
async function chosenCases(wanted: LabOptions): Promise<readonly Case[]> {
  // What is awaited is run by its name alone.
  const chosen =
    wanted.name === null
      ? scenarioNames
      : [...scenarioNames, ...awaitedNames].filter((name) => name === wanted.name);
  const matching = chosen.filter((name) => wanted.only === null || name.includes(wanted.only));
  const cases: Case[] = [];
  for (const scenario of matching)
    for (const variant of variantsOf(await loadScenario(scenario)))
      if ((wanted.variant === null || variant === wanted.variant) && !wanted.without.includes(variant))
        cases.push({ scenario, variant, seed: wanted.seed });
  if (cases.length > 0) return cases;
  throw new FaultlineError(
    "BAD_OPTION",
    "Cannot choose scenarios: none matches the options\n`faultline lab list` names them all",
  );
}

async function score(wanted: LabOptions, io: LabIo): Promise<number> {
  const cases = await chosenCases(wanted);
  const run = async (some: readonly Case[], jobs: number): Promise<readonly Scored[]> => {
    const scored = await sideBySide(some, jobs, async (each) => {
      if (io.signal.aborted) return [];
      const one = await scoreCase(each, { records: wanted.records, signal: io.signal });
      io.out(formatCase(one));
      return [one];
    });
    return scored.flat();
  };
  await supply(cases, io);
  const first = await run(cases, wanted.jobs);
  const done = wanted.again ? await runAgain(first, (some) => run(some, 1), io) : first;
  const summary = summarize(done);
  io.out(formatSummary(summary));
  return summary.failed === 0 && done.length === cases.length ? 0 : 1;
}

async function check(wanted: LabOptions, io: LabIo): Promise<number> {
  if (!wanted.all && wanted.only === null) {
    const kept = await checkKept(named(wanted), io);
    if (kept !== null) return kept;
  }
  const cases = await chosenCases(wanted);
  await supply(cases, io);
  const checked = await sideBySide(cases, wanted.jobs, async (each) => {
    if (io.signal.aborted) return false;
    const { isRight, detail, built } = await checkByHand(each, io.signal);
    const mark = isRight ? "ok   " : "WRONG";
    io.out(
      `${mark} ${each.scenario.padEnd(40)} ${each.variant.padEnd(9)} ${built.toFixed(0).padStart(5)} ms  ${detail}\n`,
    );
    return isRight;
  });
  const failed = checked.filter((isRight) => !isRight).length;
  io.out(`${checked.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
