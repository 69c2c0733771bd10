import { hostPort } from "../../../../base/index.ts";
import { type Evidence, isDatabaseScheme } from "../../../../evidence/index.ts";
import { hopOf, hopsAsked } from "../../../hops.ts";
import { referenceOf } from "../../../reference.ts";
import type { ReferenceRequest } from "../../../request.ts";
import { ofKind } from "../../reader.ts";

/** A database that the request goes to, or that stands behind the hop that it goes to. */
export interface DatabaseInView {
  /** The records of its own hop. */
  readonly records: readonly Evidence[];
  readonly hop: number;
  /** It is asked by an application that stands before it, and not by the request itself. */
  readonly isBehind: boolean;
  /** The words for the templates: where it is. */
  readonly slots: Readonly<Record<"database" | "place", string>>;
}

/** The databases of a hop: the one that it asks, or those behind it. */
export function databasesInView(
  evidence: readonly Evidence[],
  { asked, deeper, hop }: ReferenceRequest,
): readonly DatabaseInView[] {
  if (isDatabaseScheme(asked.scheme)) return viewOf(evidence, hop, false);
  return hopsAsked(deeper).flatMap((behind) => {
    const records = deeper.filter((record) => hopOf(record) === behind);
    return isReached(deeper, hop, behind) ? viewOf(records, behind, true) : [];
  });
}

function viewOf(records: readonly Evidence[], hop: number, isBehind: boolean): readonly DatabaseInView[] {
  const request = referenceOf(records);
  if (request === null || !isDatabaseScheme(request.asked.scheme)) return [];
  const { host, port } = request.asked;
  const database = hostPort(host, port);
  return [{ records, hop, isBehind, slots: { database, place: request.server ?? database } }];
}

/** Steps that end before who is asked can do any work. */
const beforeWork: ReadonlySet<string | null> = new Set(["lookup", "connect", "proxy", "tls"]);

/** Whether the hops between let a request through to the application that asks: what fails before it is no database's doing. */
export function isReached(deeper: readonly Evidence[], from: number, database: number): boolean {
  const attempts = ofKind(deeper, "attempt").filter(
    (record) => record.purpose === "reference" && hopOf(record) > from && hopOf(record) < database,
  );
  const hops = [...new Set(attempts.map(hopOf))];
  return hops.every((hop) =>
    attempts.some((record) => hopOf(record) === hop && !beforeWork.has(record.value.failedAt)),
  );
}
