import type { Attempt } from "../../evidence/index.ts";
import type { CapturedDns } from "../application/index.ts";
import { bare } from "./bare-name.ts";
import { tshark } from "./command.ts";
import { requestOf } from "./dns-seen.ts";
import type { Incident, Taking } from "./incident.ts";
import { recordContext, recordSteps } from "./look-up-records.ts";
import { isTelling, type LookUp, type NameAsked } from "./look-ups.ts";

/** Look-ups of each name that are taken down. */
const MOST_LOOKUPS = 30;

/** What the names of a capture are judged with. */
export interface NamesSeen {
  readonly names: readonly NameAsked[];
  /** Questions of look-ups that stand in the incident of the connection that waited for them. */
  readonly told: ReadonlySet<LookUp["questions"]>;
}

/** The names whose addresses were asked for, each with its look-ups; not those of which the incidents of connections tell all already. */
export function dnsIncidents({ names, told }: NamesSeen, taking: () => Taking): readonly Incident[] {
  const { applications } = taking().facts;
  const kept = applications?.dns.kept ?? [];
  const having = new Set(kept.filter(mayHaveAddress).map(({ name }) => bare(name)));
  return names.flatMap((asked) => {
    const hasAddress = having.has(asked.name);
    const judged = asked.lookUps.filter(
      (one) => one.exchanges.length > 0 && !(hasAddress && one.exchanges.every(isWithoutRecord)),
    );
    const telling = judged.filter(isTelling);
    const isTold = telling.length > 0 && telling.every((one) => told.has(one.questions));
    return judged.length === 0 || isTold ? [] : [incidentOf(asked, judged, taking())];
  });
}

/** An answer with an address, asked for in the capture or before it; or one that the capture does not hold whole. */
const mayHaveAddress = ({ outcome, addresses }: CapturedDns): boolean =>
  outcome === "cut" || addresses.length > 0;

/** The name exists, without a record of the type that was asked for: no failure where it has one of the other type. */
const isWithoutRecord = ({ outcome, rcode, addresses }: CapturedDns): boolean =>
  outcome === "answered" && rcode === "NOERROR" && addresses.length === 0;

function incidentOf({ questions: ofName }: NameAsked, lookUps: readonly LookUp[], taking: Taking): Incident {
  const { recorder, facts, wall } = taking;
  const failing = lookUps.filter((one) => !one.isProper);
  const chosen = [
    ...failing.slice(0, MOST_LOOKUPS),
    ...lookUps.filter((one) => one.isProper).slice(0, MOST_LOOKUPS / 3),
  ].toSorted((a, b) => a.from - b.from);
  const type = (failing[0] ?? chosen[0])?.exchanges[0]?.type ?? "A";
  const name = ofName[0]?.name ?? "";
  const command = tshark(facts.quality.file, `dns.qry.name=="${name.replace(/[^\w.-]/g, "?")}"`);
  const context = {
    by: "observed",
    purpose: "context",
    observedAt: wall(0),
    took: facts.quality.took,
    command,
  } as const;
  const request = requestOf(name, type);
  recorder.record("request-asked", request, { ...context, boundary: "client", by: "told" });
  recorder.record("capture-quality", facts.quality, { ...context, boundary: "client" });
  for (const [index, lookUp] of chosen.entries()) takeDown(lookUp, index + 1, { taking, command });
  recordContext(chosen, ofName, { taking, command });
  const streams = ofName.flatMap(({ stream }) => (stream === null ? [] : [stream]));
  return {
    target: request.target,
    evidence: recorder.evidence,
    streams: [...new Set(streams)].slice(0, 1_000),
  };
}

/** A look-up as an attempt, each step before the whole. */
function takeDown(
  lookUp: LookUp,
  number: number,
  { taking, command }: { readonly taking: Taking; readonly command: string },
) {
  const { recorder, wall } = taking;
  const details = { by: "observed", purpose: "reference", attempt: number, command } as const;
  const steps = recordSteps(lookUp, taking, { ...details, boundary: "dns" });
  const from = lookUp.walk?.from ?? lookUp.from;
  const took = lookUp.until - from;
  const value: Attempt = {
    number,
    answeredProperly: lookUp.isProper,
    failedAt: lookUp.isProper ? null : "lookup",
    address: null,
    port: null,
    took,
    phases: { lookup: took, connect: null, tls: null, firstByte: null, transfer: null },
    status: null,
    steps: steps.map(({ id }) => id),
  };
  recorder.record("attempt", value, { ...details, boundary: "client", observedAt: wall(from), took });
}
