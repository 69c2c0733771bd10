import { randomBytes } from "node:crypto";
import type { Evidence } from "../../evidence/index.ts";

/** Octets of a trace's and of a span's id. W3C Trace Context, section 3.2.2. */
const TRACE_OCTETS = 16;
const SPAN_OCTETS = 8;

/** A `traceparent` that nobody else has, by which a log can tell a request of ours. W3C Trace Context, section 3.2. */
export const newTraceparent = (): string =>
  `00-${randomBytes(TRACE_OCTETS).toString("hex")}-${randomBytes(SPAN_OCTETS).toString("hex")}-01`;

/** Fields of an answer that bear an id of its request. */
const fields = [
  "x-request-id",
  "x-correlation-id",
  "traceparent",
  "x-amzn-trace-id",
  "cf-ray",
  "x-b3-traceid",
] as const;

/** A shorter value names too much in a log. */
const SHORTEST = 8;

/** Ids that answers to this run's own requests bear. */
export const idsOfAnswers = (evidence: readonly Evidence[]): readonly string[] => [
  ...new Set(
    evidence
      .filter((record): record is Evidence<"http-exchange"> => record.kind === "http-exchange")
      .flatMap(({ value }) => fields.map((name) => value.headers[name] ?? ""))
      // cf-ray ends with the place, the trace of Amazon begins with a name: what stands between is the id.
      .map((id) => /^Root=([\w-]+)/.exec(id)?.[1] ?? id.replace(/^([0-9a-f]{16})-[A-Z]{3}$/, "$1"))
      .filter((id) => id.length >= SHORTEST),
  ),
];
