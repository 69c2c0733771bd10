import type { Evidence, EvidenceKind } from "../../evidence/index.ts";
import type { Draw } from "../draw.ts";

/** Shares of the records that one replay takes away. */
const SHARES = [0.1, 0.3, 0.5] as const;

/** Kinds without which there is no request to judge. */
const kept: ReadonlySet<EvidenceKind> = new Set(["request-asked", "attempt"]);

/**
 * The same incident with less seen of it: single records gone, a whole kind gone, or all that only a permission or a
 * further look gives. What the request itself was and how it ended is always known.
 */
export function ablate(evidence: readonly Evidence[], draw: Draw): readonly Evidence[] {
  const share = draw.pick(SHARES);
  const without = (goes: (record: Evidence) => boolean) =>
    evidence.filter((record) => kept.has(record.kind) || !goes(record));
  const kinds = [...new Set(evidence.map(({ kind }) => kind))].filter((kind) => !kept.has(kind));
  switch (draw.pick(["records", "kind", "freeze", "differences"] as const)) {
    case "records":
      return without(() => draw.integer(0, 99) < share * 100);
    case "kind": {
      const [first, ...others] = kinds;
      const gone = first === undefined ? null : draw.pick([first, ...others]);
      return without(({ kind }) => kind === gone);
    }
    case "freeze":
      return without(({ purpose }) => purpose === "freeze" || purpose === "thaw");
    case "differences":
      return without(({ purpose }) => purpose === "difference" && draw.integer(0, 99) < 2 * share * 100);
  }
}
