import type { Boundary } from "../src/base/index.ts";
import type { Evidence, EvidenceKind, EvidenceValue } from "../src/evidence/index.ts";
import { kindVersions } from "../src/evidence/index.ts";

/** 2026-06-06T10:24:33.120456Z. */
export const EXAMPLE_START = 1_780_741_473_120.456;

/** A record as a collector would make it. */
export const exampleRecord = <K extends EvidenceKind>(
  id: string,
  kind: K,
  value: EvidenceValue[K],
  details: Partial<Omit<Evidence<K>, "id" | "kind" | "value">> & { readonly boundary: Boundary },
): Evidence =>
  ({
    id,
    kind,
    version: kindVersions[kind],
    observedAt: EXAMPLE_START + Number(id.slice(1)) * 4,
    took: 1.25,
    vantage: "client",
    by: kind.startsWith("capture") ? "observed" : "probe",
    purpose: "reference",
    attempt: 1,
    command: "true",
    ...details,
    value,
  }) as unknown as Evidence; // The kind decides the type of the value.
