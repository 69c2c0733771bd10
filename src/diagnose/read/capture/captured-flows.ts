import {
  type CapturedFlow,
  type CaptureQuality,
  type Evidence,
  type FlowEnd,
  flowEnd,
} from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

/** One connection of a capture, as a record. */
export type Captured = Evidence<"captured-flow">;

/** The request's own connections in a capture. */
export const capturedFlows = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): readonly Captured[] =>
  ofKind(evidence, "captured-flow").filter(
    ({ vantage, purpose }) => vantage === client && purpose === "reference",
  );

/**
 * The run made this connection itself, and recorded it on its own host. What became of it the probes tell, each in one word: the packets
 * are read for how it came about, and never for a second word on the same.
 */
export const isOwn = ({ by }: Evidence): boolean => by === "probe";

/** Those of the request's connections that others made: the packets alone tell what became of them. */
export const othersFlows = (evidence: readonly Evidence[], request: ReferenceRequest): readonly Captured[] =>
  capturedFlows(evidence, request).filter((record) => !isOwn(record));

/** What is known of the capture that others' connections are in; `null` where there is none. */
export const captureQuality = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): CaptureQuality | null =>
  ofKind(evidence, "capture-quality").find((record) => record.vantage === client && !isOwn(record))?.value ??
  null;

/** Whether what is missing in a connection is missing on the wire as well. */
export function isWhole(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
): (record: Captured) => boolean {
  const others = captureQuality(evidence, request);
  const own = ownQuality(evidence, request);
  return (record) => !mayBeCaptureLoss(record.value, isOwn(record) ? (own ?? others) : others);
}

/** The same of what the run itself recorded. Where it did not, its connections are in another's capture. */
export const ownQuality = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): CaptureQuality | null =>
  ofKind(evidence, "capture-quality").find((record) => record.vantage === client && isOwn(record))?.value ??
  null;

/** Whether what is missing in a connection may be missing in the capture alone: it lost frames, sees one direction, or does not say. */
export const mayBeCaptureLoss = (flow: CapturedFlow, quality: CaptureQuality | null): boolean =>
  quality === null ||
  (quality.dropped ?? 0) > 0 ||
  flow.fromClient.missedByCapture + flow.fromServer.missedByCapture > 0 ||
  flow.fromClient.packets === 0 ||
  flow.fromServer.packets === 0;

/** Attempts of the request that failed in what they carried, and that no record of TLS or HTTP speaks of: TCP alone tells how. */
export function bareFailures(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  ...ends: readonly FlowEnd[]
): readonly Captured[] {
  const told = new Set(
    ofKind(evidence, "http-exchange")
      .filter(({ purpose }) => purpose === "reference")
      .map(({ attempt }) => attempt),
  );
  const failed = new Set(
    ofKind(evidence, "attempt")
      .filter(({ purpose, value }) => purpose === "reference" && value.failedAt === "exchange")
      .map(({ value }) => value.number),
  );
  return othersFlows(evidence, request).filter(
    ({ attempt, value }) =>
      attempt !== null && failed.has(attempt) && !told.has(attempt) && ends.includes(flowEnd(value)),
  );
}

/** Losses of a connection's segments, in both directions, as far as the capture shows them. */
export const lossesOf = ({ fromClient, fromServer }: CapturedFlow): number =>
  fromClient.lostBehind + fromClient.lostBefore + fromServer.lostBehind + fromServer.lostBefore;

/** The full round trip of a connection; 0 where the capture does not hold its handshake. */
export const roundTripOf = ({ syns, firstAck }: CapturedFlow): number => {
  const syn = syns.at(-1);
  return syn === undefined || firstAck === null ? 0 : Math.max(0, firstAck.at - syn.at);
};
