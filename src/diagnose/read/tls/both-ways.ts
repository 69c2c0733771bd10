import { groupBy } from "../../../base/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe } from "../reader.ts";
import type { Handshake } from "./failing-handshakes.ts";

/** One answer for the records that say yes, and one for those that say no. */
export const bothWays = (
  name: ObservationName,
  records: readonly Handshake[],
  says: {
    readonly holds: (record: Handshake) => boolean;
    readonly slots?: (record: Handshake) => Readonly<Record<string, string>>;
  },
): readonly Observation[] =>
  groupBy(records, (record) => String(says.holds(record))).flatMap((alike) =>
    observe(name, says.holds(alike[0]), { records: alike, slots: says.slots?.(alike[0]) ?? {} }),
  );
