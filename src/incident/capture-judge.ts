import { boundaries } from "../base/index.ts";
import type { Incident } from "../capture/index.ts";
import { causes, type Diagnosis, diagnose, type Found, notDiagnosed } from "../diagnose/index.ts";
import type { Evidence } from "../evidence/index.ts";

/** What the incidents of a capture come to together. */
export interface JudgedCapture {
  readonly diagnosis: Diagnosis;
  /** Of the incident that the verdict is about, then of those that it also speaks of; ids are unique. */
  readonly evidence: readonly Evidence[];
  /** The incident that the verdict is about; `null` where there is none. */
  readonly incident: Incident | null;
  /** All incidents with what they come to, the worst first. At most 1,000. */
  readonly all: readonly { readonly incident: Incident; readonly diagnosis: Diagnosis }[];
}

/** Incidents whose records a report holds: with at most 200 records each, some 2,000. */
const MOST_HELD = 10;
const MOST_LISTED = 1_000;

/** Judges each incident by itself, and makes the worst one's verdict that of the capture. */
export function judgeCapture(incidents: readonly Incident[]): JudgedCapture {
  const judged = incidents.map((incident) => ({ incident, diagnosis: diagnose(incident.evidence, causes) }));
  const isServed = judged.some(({ diagnosis: { verdict } }) => served.has(verdict.status));
  const isRare = judged.filter(isNameless).length < judged.length * RARE;
  const all = judged
    .map((one) => ({
      ...one,
      rank:
        (isServed && isDenial(one)) || (isRare && isNameless(one))
          ? beside
          : isTold(one, judged)
            ? behindGateway
            : rankOf(one),
    }))
    .toSorted((a, b) => compare(a.rank, b.rank))
    .map(({ incident, diagnosis }) => ({ incident, diagnosis }));
  const [worst] = all;
  if (worst === undefined)
    return {
      diagnosis: notDiagnosed("no connection and no look-up in it shows how it went"),
      evidence: [],
      incident: null,
      all,
    };
  const ill = all.filter((one) => one !== worst && one.diagnosis.verdict.status !== "healthy");
  const held = [worst, ...ill].slice(0, MOST_HELD).map(renumber);
  const [first, ...others] = held;
  if (first === undefined) throw new Error("the worst incident is always held");
  const { verdict } = first.diagnosis;
  const summary =
    verdict.status === "healthy"
      ? `${soundWords(all)} in it go as they should, as far as the capture shows`
      : verdict.summary;
  return {
    diagnosis: {
      ...first.diagnosis,
      verdict: { ...verdict, summary },
      alsoFound: [...first.diagnosis.alsoFound, ...others.flatMap(({ diagnosis }) => foundIn(diagnosis))],
    },
    evidence: held.flatMap(({ evidence }) => evidence),
    incident: worst.incident,
    all: all.slice(0, MOST_LISTED),
  };
}

/** What is sound in a capture of which nothing is ill. */
function soundWords(all: readonly Judged[]): string {
  const what = all.every(({ incident }) => isLookUp(incident)) ? "look-ups" : "connections";
  return all.length === 1 ? `the ${what}` : `the ${what} of ${all.length} targets`;
}

const isLookUp = ({ target }: Incident): boolean => target.startsWith("dns:");

const statuses = ["broken", "degraded", "inconclusive", "healthy"] as const;

/** Somebody got what was asked for. */
const served: ReadonlySet<Diagnosis["verdict"]["status"]> = new Set(["healthy", "degraded"]);

/** The worst first: by what still works of it, then the earlier boundary, then more attempts that fail. */
function rankOf({ incident, diagnosis }: { readonly incident: Incident; readonly diagnosis: Diagnosis }) {
  const { status, boundary } = diagnosis.verdict;
  const failing = incident.evidence.filter(
    (record) => record.kind === "attempt" && !record.value.answeredProperly,
  ).length;
  return [
    statuses.indexOf(status),
    boundary === null ? boundaries.length : boundaries.indexOf(boundary),
    -failing,
  ];
}

/** Of many targets some few are slow at any time: one lost packet of a look-up costs a second. */
const RARE = 0.05;

/** Slow, and nothing in the capture says why. */
const isNameless = ({ diagnosis: { verdict } }: { readonly diagnosis: Diagnosis }): boolean =>
  verdict.status === "degraded" && verdict.cause === null;

/** From so much on a cause is more than a guess at what was seen. */
const SURE = 0.75;

/**
 * A gateway's answer tells already what befell the gateway at its upstream, and nothing surer is known of the upstream itself. docs/contract.md,
 * "Which name, where several are true", 2.
 */
function isTold({ incident, diagnosis: { verdict } }: Judged, judged: readonly Judged[]): boolean {
  if (verdict.cause !== null && verdict.confidence >= SURE) return false;
  const endpoint = incident.evidence.find((record) => record.kind === "captured-endpoint");
  if (endpoint?.kind !== "captured-endpoint") return false;
  const { address, port } = endpoint.value.server;
  return judged.some(
    (other) =>
      other.diagnosis.verdict.boundary === "proxy" &&
      other.diagnosis.verdict.cause !== null &&
      other.incident.evidence.some(
        (record) =>
          record.kind === "captured-upstream" &&
          record.value.server.address === address &&
          record.value.server.port === port,
      ),
  );
}

interface Judged {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
}

/** Behind what fails by itself, and before what is healthy. */
const behindGateway: readonly number[] = [statuses.indexOf("inconclusive"), boundaries.length + 1, 0];

/** Behind all that is healthy: it is told beside the verdict. */
const beside: readonly number[] = [statuses.length];

/**
 * A resolver's clear word that a name, or its address of a family, does not exist. It is an answer: names are asked for that nobody means to
 * have, by search lists, probes and blocklists. Where nothing else is in the capture, it is what went wrong.
 */
const isDenial = ({
  incident,
  diagnosis,
}: {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
}) => {
  const rcodes = incident.evidence.flatMap((record) =>
    record.kind === "dns-exchange" && record.purpose === "reference" ? [record.value.rcode] : [],
  );
  const isAnswered = rcodes.every((rcode) => rcode === "NXDOMAIN" || rcode === "NOERROR");
  // A connection's incident holds the look-up before it, which was answered: what failed is the connection.
  return isLookUp(incident) && rcodes.length > 0 && isAnswered && diagnosis.verdict.status === "broken";
};

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The verdict of another incident, as one of what was also found, and what was found beside it. */
function foundIn({ verdict, alsoFound }: Diagnosis): readonly Found[] {
  const { boundary, cause, confidence, because } = verdict;
  return boundary === null ? alsoFound : [{ boundary, cause, confidence, because }, ...alsoFound];
}

/** The records of several incidents have the same ids: those of the second one become `i2.e1`. */
function renumber(
  { incident, diagnosis }: { readonly incident: Incident; readonly diagnosis: Diagnosis },
  index: number,
) {
  if (index === 0) return { evidence: incident.evidence, diagnosis };
  const idOf = (id: string) => `i${index + 1}.${id}`;
  const found = (one: Found): Found => ({ ...one, because: one.because.map(idOf) });
  return {
    evidence: incident.evidence.map((record) => withId(record, idOf)),
    diagnosis: {
      ...diagnosis,
      verdict: { ...diagnosis.verdict, because: diagnosis.verdict.because.map(idOf) },
      alsoFound: diagnosis.alsoFound.map(found),
    },
  };
}

/** A record under another id; an attempt names its steps by theirs. */
function withId(record: Evidence, idOf: (id: string) => string): Evidence {
  const id = idOf(record.id);
  if (record.kind !== "attempt") return { ...record, id };
  return { ...record, id, value: { ...record.value, steps: record.value.steps.map(idOf) } };
}
