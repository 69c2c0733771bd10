import { observe, ofKind, type Reader } from "../reader.ts";
import { capturedFlows, isOwn, ownQuality } from "./captured-flows.ts";
import { FIRST_TTLS } from "./compared.ts";
import { isHalfMade } from "./handshakes.ts";

/** A SYN and one repetition: a lone one may have been answered after the look. */
const ENOUGH_SYNS = 2;

/** Whether answers to the request's own SYNs came as far as this host, by the packets that the run recorded on it. */
export const readOwnAnswers: Reader = (evidence, request) => {
  const own = capturedFlows(evidence, request).filter(isOwn);
  const dropped = own.filter(isHalfMade);
  const isKnown = ownQuality(evidence, request)?.dropped === 0;
  const silent = own.filter(
    ({ value: { syns, synAcks, icmpErrors, fromServer } }) =>
      syns.length >= ENOUGH_SYNS && synAcks.length + icmpErrors.length + fromServer.packets === 0,
  );
  return [
    ...observe("own-host-drops-answers", true, { records: dropped, strength: "states" }),
    // Something answers at least; whether the server itself or a device in its place is not known.
    ...observe("syn-arrives-at-server", true, { records: dropped, strength: "suggests" }),
    // A program at the network card drops before any packet can be recorded (XDP): so it is no more than likely.
    ...observe("own-host-drops-answers", false, {
      records: isKnown && dropped.length === 0 ? silent : [],
      strength: "suggests",
    }),
  ];
};

/**
 * Whether the request's own SYNs came to another place: the server's own, or the very link of the server. Of one that was answered there in
 * vain the comparison of both places tells more: to the client it is a SYN without an answer, wherever it was lost.
 */
export const readOwnArrivals: Reader = (evidence, { client, server }) => {
  const came = ofKind(evidence, "captured-flow").filter(
    (record) =>
      isOwn(record) &&
      record.purpose === "reference" &&
      record.vantage !== client &&
      record.value.syns.length > 0 &&
      !isHalfMade(record),
  );
  const sure = came.filter(
    ({ vantage, value }) => vantage === server || FIRST_TTLS.includes(value.fromServer.synTtl ?? 0),
  );
  return observe("syn-arrives-at-server", true, {
    records: sure.length > 0 ? sure : came,
    strength: sure.length > 0 ? "states" : "suggests",
  });
};
