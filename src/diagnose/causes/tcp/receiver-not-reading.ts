import type { Cause } from "../../cause.ts";

/** The peer takes no more data: its receive window is closed since its process does not read. */
export const receiverNotReading: Cause = {
  id: "receiver-not-reading",
  boundary: "tcp",
  at: "server",
  must: ["peer-window-closed"],
  may: ["large-vanishes", "small-passes"],
  never: ["data-unacknowledged"],
  proves: [
    { "sending-stalls": true, "peer-window-closed": true },
    { "no-answer-in-time": true, "peer-window-closed": true },
  ],
  explains: ["sending-stalls", "no-answer-in-time"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The process at {address}:{port} does not read what is sent to it: its receive window is closed.",
  fix: [
    "On the server: ss -tinp 'sport = :{port}' (Recv-Q that stays); then a stack dump of the process",
    "ss -tino dst {address} on the client shows timer:(persist)",
  ],
  prevention: [
    "Read requests on threads that the work behind them cannot block, and alert on Recv-Q that stays above zero.",
  ],
  source: "RFC 9293, section 3.8.6.1",
};
