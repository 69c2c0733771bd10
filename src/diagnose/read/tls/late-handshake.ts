import type { Ms } from "../../../base/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { ownHandshakes } from "./failing-handshakes.ts";

/** docs/contract.md, "Status": a step is slow when it takes over 1 s more than its round trips explain. */
const SLOW: Ms = 1000;

/** Round trips of a handshake at most: TLS 1.2 has two, a HelloRetryRequest adds one, a long chain another one. */
const ROUND_TRIPS = 4;

/** Handshakes that completed late, against the round trip that the same attempt's connection took. */
export const readLateHandshake: Reader = (evidence) => {
  const connects = ofKind(evidence, "tcp-connect");
  return ownHandshakes(evidence).flatMap((record) => {
    const { outcome, address, port, took, firstAnswer, clientCertificateAsked } = record.value;
    const connect = connects.find(
      ({ attempt, value }) =>
        attempt === record.attempt &&
        value.address === address &&
        value.port === port &&
        value.handshake !== null,
    );
    if (outcome !== "completed" || connect === undefined) return [];
    // Where a client certificate was asked for, its refusal was waited for: that time is ours.
    const spent = clientCertificateAsked === true ? (firstAnswer ?? 0) : took;
    if (spent - ROUND_TRIPS * (connect.value.handshake ?? 0) <= SLOW) return [];
    const seconds = (spent / 1000).toFixed(1);
    return observe("handshake-late", true, { records: [record, connect], slots: { seconds } });
  });
};
