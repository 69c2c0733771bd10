import type { Ms } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Captured, capturedFlows, isOwn, isWhole } from "./captured-flows.ts";

/** Whether the server's kernel has the whole request that stays without an answer: then the network has delivered it. */
export const readAcknowledged: Reader = (evidence, request) => {
  const waiting = ofKind(evidence, "http-exchange").filter(
    ({ purpose, value }) => purpose === "reference" && value.outcome === "no-answer",
  );
  const isKnown = isWhole(evidence, request);
  const delivered = capturedFlows(evidence, request).filter(
    (record) =>
      waiting.some((exchange) => isOn(record, exchange)) &&
      record.value.fromClient.unacknowledgedAtEnd === 0 &&
      record.value.fromClient.lastData !== null &&
      isKnown(record),
  );
  return observe("request-acknowledged", true, { records: delivered });
};

/** The clock of the kernel, which stamps packets, and that of the probe are read in turn. */
const SLACK: Ms = 5;

/**
 * Whether a request was sent on a connection. An attempt of ours may have several, one for each redirect: then it is the one to that
 * server on which data was sent after the exchange began.
 */
function isOn(record: Captured, exchange: Evidence<"http-exchange">): boolean {
  if (record.attempt !== exchange.attempt) return false;
  if (!isOwn(record)) return true;
  const { server, first, fromClient } = record.value;
  const { address, port } = exchange.value;
  const isThere = server.address === address && server.port === port;
  const sentAt = record.observedAt + (fromClient.lastData?.at ?? first.at) - first.at;
  return isThere && sentAt >= exchange.observedAt - SLACK;
}
