import { observe, ofKind, type Reader } from "../reader.ts";
import { hostsOnWay } from "./on-way.ts";

/** Hosts on the way that track the flow and had forgotten it when the first request after an idle time failed. */
export const readIdleTrackers: Reader = (evidence, request) => {
  const failed = ofKind(evidence, "http-exchange").find(
    ({ value }) => value.onConnection > 1 && value.outcome !== "answered" && value.idleBefore > 0,
  );
  if (failed === undefined) return [];
  return [...hostsOnWay(evidence, request)].flatMap(([at]) => {
    // A table without an entry of the flow may belong to a host that does not track it.
    const table = ofKind(evidence, "connection-tracking").find(
      ({ vantage, value }) => vantage === at && value.flow.some(({ isReplied }) => isReplied),
    );
    const seconds = table?.value.establishedTimeout ?? null;
    if (table === undefined || seconds === null || seconds * 1000 > failed.value.idleBefore) return [];
    return observe("tracker-forgets-sooner", true, {
      records: [table, failed],
      at,
      slots: { router: at, seconds: String(seconds) },
    });
  });
};
