import { type Evidence, isDatabaseScheme } from "../../../../evidence/index.ts";
import { hopOf, hopsAsked } from "../../../hops.ts";
import type { ReferenceRequest } from "../../../request.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { databasesInView } from "./in-view.ts";
import { bearsOn, erringAttempts } from "./suffering.ts";

/** Whether the database of the application refuses connections, or has no more of them to give. */
export const readDatabaseReach: Reader = (evidence, request) => [
  ...refused(evidence, request),
  ...atLimit(evidence, request),
];

/** What the next hop refuses, asked from the application's place, where that hop is its database. */
function refused(evidence: readonly Evidence[], request: ReferenceRequest) {
  const { asked, deeper } = request;
  const [next] = hopsAsked(deeper);
  if (isDatabaseScheme(asked.scheme) || next === undefined) return [];
  return databasesInView(evidence, request)
    .filter(({ hop }) => hop === next)
    .flatMap(({ records, slots }) => {
      const attempts = ofKind(records, "attempt").filter(
        ({ purpose, value }) => purpose === "reference" && value.failedAt === "connect",
      );
      return attempts.flatMap((attempt) => {
        const connect = ofKind(records, "tcp-connect").findLast(({ id }) => attempt.value.steps.includes(id));
        return connect?.value.outcome === "refused" && hopOf(connect) === next
          ? observe("database-refuses-connection", true, {
              records: [attempt, connect],
              slots: { ...slots, refusedAt: slots.database },
            })
          : [];
      });
    });
}

/** Whether it has given out all connections that it gives to those who do not administer it. */
function atLimit(evidence: readonly Evidence[], request: ReferenceRequest) {
  return databasesInView(evidence, request).flatMap((view) => {
    if (!bearsOn(evidence, view) && erringAttempts(evidence, request).length === 0) return [];
    const full = ofKind(view.records, "database-state").filter(({ value: { connections } }) =>
      connections?.limit == null ? false : connections.used >= connections.limit - connections.reserved,
    );
    const [first] = full;
    const { connections } = first?.value ?? { connections: null };
    if (first === undefined || connections === null) return [];
    const slots = {
      ...view.slots,
      usedConnections: String(connections.used),
      connectionLimit: String((connections.limit ?? 0) - connections.reserved),
      databaseError: `${connections.used} of ${(connections.limit ?? 0) - connections.reserved} are in use`,
    };
    return [
      ...observe("database-at-its-limit", true, { records: full, slots }),
      ...observe("login-finds-no-room", true, { records: full, slots, strength: "suggests" }),
    ];
  });
}
