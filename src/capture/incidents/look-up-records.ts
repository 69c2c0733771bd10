import type { Ms } from "../../base/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import type { CapturedDns } from "../application/index.ts";
import { exchangeOf, TIMEOUT, waitOf } from "./dns-seen.ts";
import type { Taking } from "./incident.ts";
import { isQuestion, type LookUp, queryAt } from "./look-ups.ts";
import { walkAsLookUp } from "./search-walks.ts";
import { strangeSources } from "./strange-sources.ts";

/** Questions of one walk along a search list: resolv.conf(5) had six names of it, each is asked for in two types. */
const MOST_DENIED = 12;
/** Resolvers of one incident of which it is shown whether they answer others. */
const MOST_SERVERS = 4;

/** How the records of a look-up are marked. */
interface Details {
  readonly boundary: "dns";
  readonly by: "observed";
  readonly purpose: "reference";
  readonly attempt: number;
  readonly command: string;
}

/** Takes down the questions of a look-up, and it as a whole where it walked along a search list or `isWhole` says so. */
export function recordSteps(
  { exchanges, walk, from: asked, until }: LookUp,
  { recorder, wall }: Taking,
  { isWhole = false, ...details }: Details & { readonly isWhole?: boolean },
): readonly Evidence[] {
  const denied = walk?.denied.slice(0, MOST_DENIED) ?? [];
  const steps: Evidence[] = [...denied, ...exchanges].map((one) =>
    recorder.record("dns-exchange", exchangeOf(one), {
      ...details,
      observedAt: wall(queryAt(one)),
      took: waitOf(one),
    }),
  );
  if (walk === null && !isWhole) return steps;
  const from = walk?.from ?? asked;
  const base = walk?.base ?? exchanges[0]?.name ?? "";
  const ids = steps.map(({ id }) => id);
  const value = walkAsLookUp({ base, denied, from }, { exchanges, until }, ids);
  return [
    ...steps,
    recorder.record("name-lookup", value, { ...details, observedAt: wall(from), took: until - from }),
  ];
}

/** Takes down what else the capture shows of the resolvers of these look-ups: strange answers, and one answer of each to another question. */
export function recordContext(
  chosen: readonly LookUp[],
  ofName: readonly CapturedDns[],
  { taking, command }: { readonly taking: Taking; readonly command: string },
): void {
  const { recorder, facts, wall } = taking;
  const context = { boundary: "dns", by: "observed", purpose: "context", command } as const;
  const names = new Set(ofName.map(({ name }) => name));
  const clients = new Set(chosen.flatMap(({ exchanges }) => exchanges.map(({ client }) => client.address)));
  const ofClients = ofName.filter(({ client }) => clients.has(client.address));
  for (const source of strangeSources(ofClients, TIMEOUT))
    recorder.record("dns-reply-source", source, { ...context, observedAt: wall(0), took: source.wait });
  const servers = new Set(chosen.flatMap(({ exchanges }) => exchanges.map(({ server }) => server.address)));
  for (const server of [...servers].slice(0, MOST_SERVERS)) {
    const other = (facts.applications?.dns.kept ?? []).find(
      (one) =>
        one.server.address === server &&
        one.outcome === "answered" &&
        !names.has(one.name) &&
        isQuestion(one),
    );
    if (other === undefined) continue;
    const took: Ms = other.took ?? 0;
    recorder.record("dns-exchange", exchangeOf(other), {
      ...context,
      observedAt: wall(queryAt(other)),
      took,
    });
  }
}
