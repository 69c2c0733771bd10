import { hostPort } from "../../base/index.ts";
import { type Assessor, type Finding, grouped, inState, riseOf, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Handshakes that do not come to an end: SYNs without an answer, SYN queues that are full. */
export const handshakes: Assessor = (readings) => [...unanswered(readings), ...halfMade(readings)];

const unanswered: Assessor = ({ now }) => {
  const all = inState(now.owners?.total, "SYN_SENT");
  const peers = (now.owners?.peers ?? []).filter(
    ({ unansweredSyns }) => unansweredSyns >= thresholds.unansweredSyns.value,
  );
  const found = peers.map((peer): Finding => {
    const nobody = inState(peer, "ESTABLISHED") === 0;
    return {
      id: "connects-unanswered",
      level: nobody ? "fault" : "notable",
      weight: 0.6,
      subject: hostPort(peer.address, peer.port),
      what: nobody
        ? "connects to this peer get no answer, and none is connected"
        : "some connects to this peer get no answer",
      numbers: `${grouped(peer.unansweredSyns)} SYNs sent again, ${grouped(inState(peer, "SYN_SENT"))} in SYN_SENT, ${grouped(inState(peer, "ESTABLISHED"))} established`,
      threshold: held(thresholds.unansweredSyns),
      command: `ss -tno state syn-sent dst ${hostPort(peer.address, peer.port)}`,
      advice: [
        `faultline check tcp://${hostPort(peer.address, peer.port)}`,
        "Limit how many connects the clients begin at once, with a growing pause between retries",
      ],
    };
  });
  if (all <= thresholds.synSent.value || found.length > 0) return found;
  return [
    {
      id: "connects-unanswered",
      level: "notable",
      weight: 0.4,
      subject: null,
      what: "many connects are not answered yet",
      numbers: `${grouped(all)} in SYN_SENT`,
      threshold: held(thresholds.synSent),
      command: "ss -tno state syn-sent",
      advice: ["See which peers they go to, and faultline check tcp://PEER"],
    },
  ];
};

const halfMade: Assessor = (readings) => {
  const { now } = readings;
  const all = inState(now.owners?.total, "SYN_RECV");
  const dropped = riseOf(readings, "TcpExtTCPReqQFullDrop") ?? 0;
  const cookies = riseOf(readings, "TcpExtTCPReqQFullDoCookies") ?? 0;
  if (all <= thresholds.synRecv.value && dropped === 0 && cookies === 0) return [];
  const [worst] = (now.owners?.listeners ?? []).toSorted((a, b) => b.halfMade - a.halfMade);
  const where =
    worst === undefined || worst.halfMade === 0
      ? ""
      : `, ${grouped(worst.halfMade)} of them at port ${worst.port}`;
  const rises = [
    ...(dropped > 0 ? [`${grouped(dropped)} SYNs dropped in ${spanOf(readings)}`] : []),
    ...(cookies > 0 ? [`${grouped(cookies)} SYN cookies sent in ${spanOf(readings)}`] : []),
  ];
  return [
    {
      id: "syn-backlog-full",
      level: dropped > 0 ? "fault" : "notable",
      weight: dropped > 0 ? 0.8 : 0.4,
      subject: worst === undefined || worst.halfMade === 0 ? null : hostPort(worst.address, worst.port),
      what:
        dropped > 0
          ? "the queue of half-made connections is full, SYNs are dropped"
          : cookies > 0
            ? "the queue of half-made connections is full; SYN cookies serve new clients all the same"
            : "many handshakes are half made",
      numbers: [
        `${grouped(all)} in SYN_RECV${where}`,
        ...rises,
        `tcp_max_syn_backlog ${now.tcp?.synBacklog ?? "not seen"}`,
        `tcp_syncookies ${now.tcp?.synCookies ?? "not seen"}`,
      ].join(", "),
      threshold: held(thresholds.synRecv),
      command: "ss -tn state syn-recv; nstat -az TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies",
      advice: [
        ...(now.tcp?.synCookies === 0 ? ["sysctl -w net.ipv4.tcp_syncookies=1"] : []),
        "See whether the SYNs come from a few addresses (a flood, or clients that retry without a pause), or the answers do not reach the clients",
      ],
    },
  ];
};
