import type { Cause } from "../../cause.ts";

/**
 * Connections to one destination are opened and closed without reuse, so that TIME_WAIT holds over half of the local ports.
 *
 * It fails nothing by itself while ports are left. Where some connections still find one and others do not, it says why; where
 * none does, TIME_WAIT fills the range, and that is `ephemeral-ports-exhausted`.
 */
export const timeWaitChurn: Cause = {
  id: "time-wait-churn",
  boundary: "client",
  at: "client",
  must: ["time-wait-piled-up"],
  may: ["local-ports-used-up", "no-local-port", "local-port-lacking"],
  never: [],
  proves: [{ "no-local-port": true, "time-wait-piled-up": true, "some-attempt-connects": true }],
  explains: ["time-wait-piled-up", "no-local-port", "local-port-lacking"],
  refines: "ephemeral-ports-exhausted",
  explainedBy: [],
  toldApartBy: {},
  summary:
    "{timeWait} TIME_WAIT sockets towards {peer} hold over half of the local ports {range}: connections are not reused.",
  fix: ["Use keep-alive or a connection pool towards {peer}", "sysctl -w net.ipv4.tcp_tw_reuse=1"],
  prevention: [
    "Pool connections, and alert when TIME_WAIT towards one destination passes half of the port range.",
  ],
  source: "RFC 9293, section 3.6.1; kernel doc ip-sysctl, tcp_tw_reuse",
};
