import { chanceOfGroup } from "../../../calc/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { TOO_RARE } from "./own-series.ts";

/**
 * Whether requests on a kept connection fail and those on a new one do not, or far more seldom. A connection that the peer closed before the
 * request is none of these: no request was lost by it. RFC 9112, section 9.3.
 */
export const readReused: Reader = (evidence, { client }) =>
  ofKind(evidence, "series")
    .filter(({ vantage, value }) => vantage === client && value.of === "attempt")
    .flatMap((series) => {
      const { kept = [], count, failures } = series.value;
      const sent = kept.filter(({ outcome }) => outcome !== "closed");
      const failed = sent.filter(({ outcome }) => outcome === "failed");
      const chance = chanceOfGroup({
        ...{ failures: failed.length, count: sent.length },
        ...{ otherFailures: failures, otherCount: count },
      });
      if (failed.length === 0 || chance >= TOO_RARE) return [];
      return observe("failures-on-reused-connections", true, {
        records: [series],
        slots: { keptFailed: `${failed.length} of ${sent.length} requests on a kept connection failed` },
      });
    });
