import { observe, ofKind, type Reader } from "../reader.ts";
import { capturedFlows, captureQuality, mayBeCaptureLoss } from "./captured-flows.ts";

/** Whether the server's kernel has the whole request that stays without an answer: then the network has delivered it. */
export const readAcknowledged: Reader = (evidence, request) => {
  const quality = captureQuality(evidence, request);
  const waiting = new Set(
    ofKind(evidence, "http-exchange")
      .filter(({ purpose, value }) => purpose === "reference" && value.outcome === "no-answer")
      .map(({ attempt }) => attempt),
  );
  const delivered = capturedFlows(evidence, request).filter(
    ({ attempt, value }) =>
      waiting.has(attempt) &&
      value.fromClient.unacknowledgedAtEnd === 0 &&
      value.fromClient.lastData !== null &&
      !mayBeCaptureLoss(value, quality),
  );
  return observe("request-acknowledged", true, { records: delivered });
};
