import type { Evidence, SocketOwners } from "../src/evidence/index.ts";
import { seenAt } from "./way-records.ts";

/** Who holds what at a host, before and after. */
export const owners = (host: string, value: Partial<SocketOwners>): readonly Evidence[] =>
  (["freeze", "thaw"] as const).map((purpose) =>
    seenAt(
      host,
      "socket-owners",
      {
        total: { byState: {} },
        processes: [],
        unowned: 0,
        peers: [],
        listeners: [],
        retransmitting: 0,
        stalled: 0,
        retriesOfStalled: 5,
        probingZeroWindow: 0,
        idleFor: 300,
        heldFor: 60,
        unreadFor: 5,
        ...value,
      },
      purpose,
    ),
  );
