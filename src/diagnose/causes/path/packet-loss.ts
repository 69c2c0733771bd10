import type { Cause } from "../../cause.ts";

/** Packets are lost on the way to the destination itself, whatever the port: SYNs are sent again and requests wait for a timer. */
export const packetLoss: Cause = {
  id: "packet-loss",
  boundary: "path",
  at: "path",
  must: ["tries-fail-at-times"],
  may: [
    "other-port-fails-at-times",
    "some-attempt-connects",
    "stall-has-losses",
    "host-answers-otherwise",
    "loss-at-destination",
  ],
  never: [
    "loss-spares-other-port",
    "own-host-holds-packets",
    "nothing-of-host-answers",
    "target-is-own-host",
  ],
  proves: [
    { "tries-fail-at-times": true, "other-port-fails-at-times": true },
    { "tries-fail-at-times": true, "loss-at-destination": true },
    { "syn-answered-late": true, "loss-at-destination": true },
    { "stands-still-by-loss": true, "loss-at-destination": true },
    { "loses-a-share": true, "loss-at-destination": true },
  ],
  explains: [
    "first-byte-late",
    "syn-unanswered",
    "syn-answered-late",
    "tries-fail-at-times",
    "answer-stalls",
    "handshake-late",
    "body-comes-slowly",
    "stands-still-by-loss",
    "loses-a-share",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "accept-queue-overflow": "on the server, before and after: nstat -asz TcpExtListenOverflows",
    "conntrack-table-full": "on each hop: conntrack -S",
  },
  summary: "Packets {lossWay} {address} are lost on the way: {lossSeen}.",
  fix: [
    "mtr -rwzbc 100 -T -P {port} {address}: look for loss that persists to the last line",
    'ethtool -S DEVICE | grep -iE "err|drop|crc"; ip -s link show DEVICE',
  ],
  prevention: [
    "Measure loss to the destination by TCP or echo, not per hop: routers limit the ICMP that they send.",
  ],
  source: "RFC 2680; RFC 6298, section 5.5",
};
