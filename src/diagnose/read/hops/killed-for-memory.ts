import type { EpochMs, Ms } from "../../../base/index.ts";
import { hostPort } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { hopOf } from "../../hops.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { failedExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { failingTries } from "./failing-tries.ts";
import { type KernelKill, killsOf } from "./kernel-kills.ts";

/** Two clocks of one host, and logs of whole seconds. */
const ROUNDING: Ms = 1_000;

/** A supervisor has started the next one within so long, and it listens within so long. */
const STARTED_AGAIN: Ms = 60_000;
const START_UP: Ms = 10_000;

/** How a request ends whose server is gone, or goes. */
const ofGone: ReadonlySet<string> = new Set(["closed", "reset", "truncated"]);

/**
 * Whether the kernel killed for memory the very process that should have answered: the one that this hop ends at, or a server at which a
 * proxy's tries failed just then. Whose it was, its id or its control group says; a name alone does where another began in its place.
 */
export const readKilledForMemory: Reader = (evidence, request) => [
  ...ofOwnServer(evidence, request),
  ...ofUpstreams(evidence, request),
];

const say = (kill: KernelKill, records: readonly Evidence[], strength: "states" | "suggests") =>
  observe("killed-for-memory", true, {
    records: [kill.record, ...records],
    strength,
    slots: { killed: `${kill.name}/${kill.pid}` },
  });

const killsAt = (evidence: readonly Evidence[], vantage: string): readonly KernelKill[] => {
  const last = ofKind(evidence, "kernel-log").findLast((record) => record.vantage === vantage);
  return last === undefined ? [] : killsOf(last);
};

function ofOwnServer(evidence: readonly Evidence[], request: ReferenceRequest): readonly Observation[] {
  const { server, asked } = request;
  const failed = failuresOf(evidence);
  if (server === null || failed.length === 0) return [];
  const isOfPort = ({ value }: Evidence<"process-state">) =>
    value.upstream === undefined && value.listens.some(({ port }) => port === asked.port);
  const states = ofKind(evidence, "process-state").filter((one) => one.vantage === server && isOfPort(one));
  const grown = grewIn(states);
  if (grown.length > 0)
    return observe("killed-for-memory", true, {
      records: [...grown, ...failed],
      slots: { killed: `a process of ${grown.at(-1)?.value.name ?? "its group"}` },
    });
  const logs = ofKind(evidence, "logged-errors").filter(({ value }) => value.software === "application");
  return killsAt(evidence, server)
    .slice(-1)
    .flatMap((kill) => {
      const seen = states.filter(
        ({ value, observedAt }) =>
          value.pid === kill.pid && (kill.at === null || kill.at >= observedAt - ROUNDING),
      );
      const wrote = logs.filter(({ value }) => value.writers?.at(-1) === kill.pid);
      if (seen.length > 0 || wrote.length > 0) return say(kill, [...seen, ...wrote, ...failed], "states");
      const next = states.filter((state) => isNext(kill, state, "group"));
      const isThen = failed.every(({ observedAt }) => isBetween(observedAt, kill, next[0]));
      if (next.length > 0 && isThen) return say(kill, [...next, ...failed], "states");
      // Another process of that host was killed, for all that is known.
      return states.length === 0 ? say(kill, failed, "suggests") : [];
    });
}

/** Connects that were refused, and exchanges that were broken off. */
const failuresOf = (evidence: readonly Evidence[]): readonly Evidence[] => [
  ...ofKind(evidence, "tcp-connect").filter(
    ({ purpose, value }) => purpose === "reference" && value.outcome === "refused",
  ),
  ...failedExchanges(evidence).flatMap(({ exchange }) =>
    ofGone.has(exchange.value.outcome) ? [exchange] : [],
  ),
];

/** Looks at one group between which its count of kills grew. */
function grewIn(states: readonly Evidence<"process-state">[]): readonly Evidence<"process-state">[] {
  const last = states.at(-1);
  const first = states.find(
    ({ value }) =>
      last !== undefined &&
      (value.pid === last.value.pid || (value.unit !== null && value.unit.name === last.value.unit?.name)),
  );
  if (first === undefined || last === undefined || first === last) return [];
  const [before, after] = [first.value.outOfMemoryKills, last.value.outOfMemoryKills];
  return before !== null && after !== null && after > before ? [first, last] : [];
}

/** Whether a process began in the place of the one that was killed: in its group, or under its name, not long after. */
function isNext(
  kill: KernelKill,
  { value: { startedAt, unit, name } }: Evidence<"process-state">,
  by: "group" | "name",
): boolean {
  if (kill.at === null || startedAt === null) return false;
  const isInTime = startedAt >= kill.at - ROUNDING && startedAt <= kill.at + STARTED_AGAIN;
  const isOfGroup = unit !== null && kill.group === unit.name;
  return isInTime && (isOfGroup || (by === "name" && name.slice(0, 15) === kill.name.slice(0, 15)));
}

const isBetween = (at: EpochMs, kill: KernelKill, next: Evidence<"process-state"> | undefined): boolean =>
  kill.at !== null &&
  at >= kill.at - ROUNDING &&
  at <= (next?.value.startedAt ?? kill.at + STARTED_AGAIN) + START_UP;

function ofUpstreams(
  evidence: readonly Evidence[],
  { deeper, hop }: ReferenceRequest,
): readonly Observation[] {
  if (failedExchanges(evidence).length === 0) return [];
  const all = [...evidence, ...deeper];
  const next = deeper.filter((record) => hopOf(record) === hop + 1);
  const asked = ofKind(next, "request-asked")[0];
  const address = ofKind(next, "attempt").findLast(({ purpose }) => purpose === "reference")?.value.address;
  const named = asked === undefined ? null : hostPort(address ?? asked.value.host, asked.value.port);
  const logs = ofKind(next, "logged-errors").filter(({ value }) => value.software === "application");
  return [...Map.groupBy(failingTries(evidence), ({ upstream }) => upstream)].flatMap(([upstream, tries]) => {
    const isThen = (kill: KernelKill, state?: Evidence<"process-state">) =>
      tries.every(({ from, until }) => isBetween(from, kill, state) && isBetween(until, kill, state));
    const records = tries.map(({ record }) => record);
    const states = ofKind(evidence, "process-state").filter(({ value }) => value.upstream === upstream);
    const again = states.flatMap((state) =>
      killsAt(all, state.vantage).flatMap((kill) =>
        isNext(kill, state, "name") && isThen(kill, state) ? say(kill, [state, ...records], "states") : [],
      ),
    );
    if (again.length > 0 || upstream !== named) return again.slice(0, 1);
    return logs.flatMap((log) =>
      killsAt(all, log.vantage).flatMap((kill) =>
        log.value.writers?.includes(kill.pid) === true && isThen(kill)
          ? say(kill, [log, ...records], "states")
          : [],
      ),
    );
  });
}
