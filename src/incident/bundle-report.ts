import { type Boundary, boundaries as boundaryNames } from "../base/index.ts";
import type { BoundaryRow, Diagnosis, Verdict } from "../diagnose/index.ts";
import type { Evidence, Gap } from "../evidence/index.ts";
import { parseIsoTime, REPORT_SCHEMA, type Run } from "../report/index.ts";
import {
  list,
  number,
  object,
  optionalNumber,
  optionalText,
  quoted,
  Refused,
  text,
  texts,
} from "./bundle-fields.ts";

/**
 * The run that a recorded report tells of, with the evidence of its bundle.
 *
 * @throws Refused where it is no report of this schema.
 */
export function runOfReport(report: unknown, evidence: readonly Evidence[]): Run {
  const fields = object(report, "the report");
  if (fields["schema"] !== REPORT_SCHEMA)
    throw new Refused(`its report has the schema ${quoted(fields["schema"])}`);
  const vantage = object(fields["vantage"], "vantage");
  return {
    target: text(fields["target"], "target"),
    startedAt: time(fields["startedAt"], "startedAt"),
    finishedAt: time(fields["finishedAt"], "finishedAt"),
    took: number(fields["tookMs"], "tookMs"),
    vantage: {
      name: text(vantage["name"], "vantage.name"),
      host: text(vantage["host"], "vantage.host"),
      netns: text(vantage["netns"], "vantage.netns"),
    },
    evidence,
    gaps: list(fields["gaps"], "gaps").map(gap),
    diagnosis: diagnosis(fields),
    experiments: list(fields["experiments"] ?? [], "experiments").map((each) => {
      const { id, why } = object(each, "experiments");
      return { id: text(id, "experiments.id"), why: text(why, "experiments.why") };
    }),
    ...(fields["endedEarlyBy"] === undefined
      ? {}
      : { endedEarlyBy: text(fields["endedEarlyBy"], "endedEarlyBy") }),
    engineVersion: text(fields["engineVersion"], "engineVersion"),
    calibrationVersion: text(fields["calibrationVersion"], "calibrationVersion"),
  };
}

function diagnosis(fields: Readonly<Record<string, unknown>>): Diagnosis {
  return {
    verdict: verdict(object(fields["verdict"], "verdict")),
    alsoFound: list(fields["alsoFound"], "alsoFound").map((each) => {
      const found = object(each, "alsoFound");
      return {
        boundary: boundary(found["boundary"], "alsoFound.boundary"),
        cause: optionalText(found["cause"], "alsoFound.cause"),
        confidence: number(found["confidence"], "alsoFound.confidence"),
        because: texts(found["because"], "alsoFound.because"),
      };
    }),
    boundaries: list(fields["boundaries"], "boundaries").map(row),
    notJudged: texts(fields["notJudged"] ?? [], "notJudged"),
  };
}

const statuses = ["healthy", "degraded", "broken", "inconclusive"] as const;

function verdict(fields: Readonly<Record<string, unknown>>): Verdict {
  return {
    status: oneOf(statuses, fields["status"], "verdict.status"),
    boundary: fields["boundary"] === null ? null : boundary(fields["boundary"], "verdict.boundary"),
    cause: optionalText(fields["cause"], "verdict.cause"),
    at: optionalText(fields["at"], "verdict.at"),
    confidence: number(fields["confidence"], "verdict.confidence"),
    summary: text(fields["summary"], "verdict.summary"),
    because: texts(fields["because"], "verdict.because"),
    fix: texts(fields["fix"], "verdict.fix"),
    prevention: texts(fields["prevention"], "verdict.prevention"),
    alternatives: list(fields["alternatives"], "verdict.alternatives").map((each) => {
      const other = object(each, "verdict.alternatives");
      return {
        boundary: boundary(other["boundary"], "alternatives.boundary"),
        cause: optionalText(other["cause"], "alternatives.cause"),
        confidence: number(other["confidence"], "alternatives.confidence"),
        wouldBeSettledBy: text(other["wouldBeSettledBy"], "alternatives.wouldBeSettledBy"),
      };
    }),
    ruledOut: list(fields["ruledOut"], "verdict.ruledOut").map((each) => {
      const out = object(each, "verdict.ruledOut");
      return {
        boundary: boundary(out["boundary"], "ruledOut.boundary"),
        cause: optionalText(out["cause"], "ruledOut.cause"),
        because: texts(out["because"], "ruledOut.because"),
      };
    }),
  };
}

const rowStatuses = ["ok", "degraded", "broken", "unknown", "skipped", "not-reached"] as const;

function row(each: unknown): BoundaryRow {
  const fields = object(each, "boundaries");
  return {
    hop: number(fields["hop"], "boundaries.hop"),
    from: text(fields["from"], "boundaries.from"),
    to: text(fields["to"], "boundaries.to"),
    id: boundary(fields["id"], "boundaries.id"),
    status: oneOf(rowStatuses, fields["status"], "boundaries.status"),
    tookMs: optionalNumber(fields["tookMs"], "boundaries.tookMs"),
    summary: text(fields["summary"], "boundaries.summary"),
    evidence: texts(fields["evidence"], "boundaries.evidence"),
  };
}

const gapReasons: readonly Gap["reason"][] = [
  "permission",
  "missing-tool",
  "not-supported",
  "not-asked",
  "unreachable",
  "bounded",
  "unreadable",
];

function gap(each: unknown): Gap {
  const fields = object(each, "gaps");
  return {
    boundary: boundary(fields["boundary"], "gaps.boundary"),
    needs: text(fields["needs"], "gaps.needs"),
    reason: oneOf(gapReasons, fields["reason"], "gaps.reason"),
    allowBy: text(fields["allowBy"], "gaps.allowBy"),
  };
}

const boundary = (value: unknown, name: string): Boundary => oneOf(boundaryNames, value, name);

function oneOf<T extends string>(words: readonly T[], value: unknown, name: string): T {
  const word = words.find((each) => each === value);
  if (word === undefined) throw new Refused(`${name} is ${quoted(value)}`);
  return word;
}

function time(value: unknown, name: string): number {
  const at = parseIsoTime(text(value, name));
  if (at === null) throw new Refused(`${name} is no time in ISO 8601 with microseconds`);
  return at;
}
