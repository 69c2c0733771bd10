import type { CapturedUpstream } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

const words = {
  refused: "upstream-refuses",
  unanswered: "upstream-unreachable",
  closed: "upstream-breaks-off",
  reset: "upstream-breaks-off",
  "no-answer": "upstream-answers-late",
} as const satisfies Record<CapturedUpstream["outcome"], ObservationName>;

/** What a capture at a gateway shows of the hop behind it, at the moment when it answered with an error. */
export const readCapturedUpstreams: Reader = (evidence, { client }) => {
  const seen = ofKind(evidence, "captured-upstream").filter(({ vantage }) => vantage === client);
  const ended = seen.filter(({ value: { outcome } }) => outcome === "closed" || outcome === "reset");
  const crossing = ended.filter(({ value }) => value.crossedItsEnd && value.onConnection > 1);
  const fresh = ended.filter(({ value }) => value.onConnection === 1);
  return [
    ...seen.flatMap((record) => observe(words[record.value.outcome], true, { records: [record] })),
    ...observe("upstream-connection-was-idle", true, { records: crossing }),
    ...observe("upstream-connection-was-idle", false, { records: crossing.length === 0 ? fresh : [] }),
  ];
};
