import { observe, ofKind, type Reader } from "../reader.ts";

/** Two expiries of the timer without an answer are no late packet. RFC 6298, section 5.5. */
const BACKED_OFF = 2;
/** Waits for the peer's window below this are the pace of any reader. */
const LONG_CLOSED_MS = 1000;

/** What the client's kernel knows of the request's own connection when nothing more came over it. tcp(7), TCP_INFO. */
export const readOwnConnection: Reader = (evidence, { client, address, server }) => {
  const silent = ofKind(evidence, "tcp-info").filter(
    ({ vantage, purpose, value }) =>
      vantage === client && purpose === "reference" && value.address === address && value.after === "silence",
  );
  const established = silent.filter(
    ({ value }) => value.state === "ESTABLISHED" || value.state === "FIN_WAIT1",
  );
  const lost = established.filter(({ value }) => value.unacknowledged > 0 && value.backoffs >= BACKED_OFF);
  const closed = established.filter(
    ({ value }) =>
      value.unacknowledged === 0 &&
      (value.notSent ?? 0) > 0 &&
      (value.receiverWindowLimited ?? 0) >= LONG_CLOSED_MS,
  );
  const acknowledged = silent.filter(
    ({ value }) => value.state === "ESTABLISHED" && value.unacknowledged === 0 && (value.notSent ?? 0) === 0,
  );
  return [
    ...observe("request-acknowledged", true, { records: acknowledged }),
    ...observe("data-unacknowledged", true, { records: lost }),
    ...(server === client ? [] : observe("stall-has-losses", true, { records: lost })),
    ...observe("peer-window-closed", true, { records: closed }),
  ];
};
