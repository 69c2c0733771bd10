import type { Cause } from "../../cause.ts";

/** The peer takes no more data: its receive window is closed since its process does not read. */
export const receiverNotReading: Cause = {
  id: "receiver-not-reading",
  boundary: "tcp",
  at: "server",
  must: ["peer-window-closed"],
  may: ["large-vanishes", "small-passes", "peer-does-not-read"],
  never: ["data-unacknowledged"],
  proves: [
    { "peer-window-closed": true, "sending-stalls": true },
    { "peer-window-closed": true, "no-answer-in-time": true },
    { "peer-window-closed": true, "deadline-missed": true },
    { "client-window-closed": true, "answer-stalls": true },
  ],
  explains: ["sending-stalls", "no-answer-in-time", "deadline-missed", "answer-stalls"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The process at {address}:{port} does not read what is sent to it: its receive window is closed.",
  fix: [
    "On the server: ss -tinp 'sport = :{port}' (Recv-Q that stays names the process); cat /proc/{readerPid}/stack or a stack dump of it",
    "ss -tino dst {address} on the client shows timer:(persist)",
    "kill -CONT {readerPid} where it was stopped; else restart it, and take the slow work off the thread that reads",
  ],
  prevention: [
    "Read requests on threads that the work behind them cannot block, and alert on Recv-Q that stays above zero.",
  ],
  source: "RFC 9293, section 3.8.6.1",
};
