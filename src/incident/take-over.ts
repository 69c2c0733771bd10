import type { Recorder } from "../evidence/index.ts";

/** Takes over the records of one attempt, with ids of this run. */
export function takeOver(from: Recorder, to: Recorder): void {
  const idOf = new Map<string, string>();
  for (const record of from.evidence) {
    const { id, kind, value, version: _, vantage: __, attempt, ...details } = record;
    // Only attempts and look-ups cite other records, and always such as were taken down before.
    const cited = JSON.parse(JSON.stringify(value), (key, inner) =>
      (key === "steps" || key === "exchange") && inner !== null
        ? Array.isArray(inner)
          ? inner.map((one) => idOf.get(one) ?? one)
          : (idOf.get(inner) ?? inner)
        : inner,
    );
    const copied = to.record(kind, cited, { ...details, ...(attempt === null ? {} : { attempt }) });
    idOf.set(id, copied.id);
  }
  for (const gap of from.gaps) to.gap(gap);
}
