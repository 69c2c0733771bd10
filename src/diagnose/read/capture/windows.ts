import { hostPort, type Ms } from "../../../base/index.ts";
import { flowEnd } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bareFailures, capturedFlows, isOwn } from "./captured-flows.ts";

/** A busy process may let its buffer fill for a moment. docs/contract.md, "Status": over 1 s is slow. */
const LONG: Ms = 1_000;

/** Which end closed its receive window for long: its process does not read. */
export const readWindows: Reader = (evidence, request) => {
  const flows = capturedFlows(evidence, request);
  const ofServer = flows.filter(({ value }) => (value.fromServer.closedWindow.longest?.took ?? 0) >= LONG);
  const byServer = bareFailures(evidence, request, "server-window-closed");
  const byClient = bareFailures(evidence, request, "client-window-closed");
  const [stalled, held] = [byServer[0]?.value, byClient[0]?.value];
  const ends = flows.filter((one) => !isOwn(one) && flowEnd(one.value) === "client-window-closed");
  return [
    ...observe("peer-window-closed", true, { records: ofServer }),
    ...observe("sending-stalls", true, {
      records: byServer,
      slots: {
        sentOctets: String(stalled?.fromClient.dataOctets ?? 0),
        requestOctets: "more",
      },
    }),
    ...observe("answer-stalls", true, {
      records: byClient,
      slots: { bodyOctets: String(held?.fromServer.dataOctets ?? 0) },
    }),
    ...observe("client-window-closed", true, {
      records: ends,
      slots:
        held === undefined
          ? {}
          : {
              address: held.client.address,
              port: String(held.client.port),
              place: hostPort(held.client.address, held.client.port),
            },
    }),
  ];
};
