import type { Reading } from "../signal.ts";

/** A reset on a connection that was open. Source: RFC 9293, section 3.5.2. */
export const reset: Reading = {
  proves: "The connection existed and a segment with RST ended it.",
  doesNotProve: "Who sent the RST: the peer's process, its kernel, or a device between that forgot the flow.",
  boundaries: ["tcp", "app", "proxy"],
  causes: ["peer-resets", "middlebox-resets", "idle-timeout-reset", "keepalive-race"],
  strength: "symptom",
  next: [
    "tcpdump -vni any 'tcp[13] & 4 != 0' (compare TTL and time with the peer's other segments)",
    "faultline check TARGET --during 90s",
  ],
};

/** The peer closed in good order, too early. */
export const closedEarly: Reading = {
  proves: "The connection was open and the other side closed it before it answered in full.",
  doesNotProve:
    "Why: a crash, an idle timer that ran out, another protocol on that port, or a worker that was killed.",
  boundaries: ["app", "proxy", "tcp"],
  causes: ["upstream-resets", "keepalive-race", "peer-resets", "shutdown-race"],
  strength: "symptom",
  next: [
    "the log of the process that answers, at this second",
    "curl -v --no-keepalive URL",
    "kubectl get pods (restarts)",
  ],
};

/** A reused connection that was already dead. */
export const staleReuse: Reading = {
  proves: "A connection taken from a pool was closed by the other side, at or just before its reuse.",
  doesNotProve: "That the server is unwell: a new connection usually serves.",
  boundaries: ["proxy", "tcp"],
  causes: ["keepalive-race", "idle-timeout-reset"],
  strength: "symptom",
  next: [
    "compare the idle timeout of the pool with the keep-alive timeout of the server: the pool's must be shorter",
  ],
};

/** A write after the peer closed. Source: send(2), EPIPE. */
export const brokenPipe: Reading = {
  proves: "The other side had closed or reset before this write.",
  doesNotProve: "That the peer failed: it may have given up, finished early or refused a large body.",
  boundaries: ["app", "tcp", "proxy"],
  causes: ["peer-resets", "keepalive-race", "body-too-large"],
  strength: "symptom",
  next: ["tcpdump -ni any 'tcp port PORT and tcp[13] & 5 != 0'"],
};

/** An answer that began and did not end. */
export const truncated: Reading = {
  proves: "An answer began and the connection ended before all of it had come.",
  doesNotProve: "Whether the application, a proxy's timer or the way between cut it.",
  boundaries: ["response", "proxy", "app"],
  causes: ["response-truncated", "upstream-resets", "middlebox-resets"],
  strength: "symptom",
  next: [
    "curl -sv URL -o /dev/null -w '%{size_download}\\n' (compare with Content-Length)",
    "the proxy's error log at this second",
  ],
};

/** A connection cut after a fixed time without traffic. */
export const idleCut: Reading = {
  proves: "A timer for idle connections ended it.",
  doesNotProve: "That anything failed: without traffic this is what such a timer does.",
  boundaries: ["tcp", "database", "proxy"],
  causes: ["idle-timeout-reset"],
  strength: "timer",
  next: [
    "find the device or server with that timer; set keepalives below it: sysctl net.ipv4.tcp_keepalive_time",
  ],
};

/** The peer stayed silent on an open connection. */
export const answerSilent: Reading = {
  proves: "The connection was made and no answer came before the reader's own timer fired.",
  doesNotProve:
    "That the application is slow: a dependency, a lost large packet or a lost answer look the same.",
  boundaries: ["app", "database", "path"],
  causes: ["app-slow", "slow-query", "lock-wait", "upstream-timeout", "mtu-black-hole"],
  strength: "timer",
  next: [
    "curl -so /dev/null -w '%{time_connect} %{time_starttransfer} %{time_total}\\n' URL",
    "faultline check TARGET --deadline 60s",
  ],
};

/** Our own deadline or cancellation. */
export const ownTimer: Reading = {
  proves: "The caller's own deadline passed, or it cancelled.",
  doesNotProve: "Where the time went: any step may have taken it, and the deadline may simply be short.",
  boundaries: ["client", "app", "path"],
  causes: ["deadline-too-short", "app-slow", "latency-high"],
  strength: "timer",
  next: [
    "faultline check TARGET --deadline DEADLINE",
    "curl -so /dev/null -w '%{time_namelookup} %{time_connect} %{time_appconnect} %{time_starttransfer} %{time_total}\\n' URL",
  ],
};

/** The one who asked has gone. */
export const callerGone: Reading = {
  proves: "The client, or what stands before this server, closed first.",
  doesNotProve: "That the client is at fault: it may have waited as long as it may.",
  boundaries: ["client", "response", "app"],
  causes: ["deadline-too-short", "timeout-budget-inverted", "app-slow"],
  strength: "names-actor",
  next: ["compare how long the request had run with the timeout of the caller in front"],
};

/** The one who asks does not finish asking. */
export const callerSlow: Reading = {
  proves: "The client's side sent or took nothing for the length of a timer.",
  doesNotProve: "That the client is idle by choice: packets above a size may vanish between.",
  boundaries: ["client", "path", "response"],
  causes: ["mtu-black-hole", "packet-loss", "receiver-not-reading"],
  strength: "timer",
  next: ["tracepath -n CLIENT", "ss -tino dst CLIENT (unacked, retrans, backoff)"],
};

/** Segments that had to be sent again. */
export const loss: Reading = {
  proves: "This kernel had to send segments again.",
  doesNotProve: "Where they were lost, nor that this request's were among them.",
  boundaries: ["path"],
  causes: ["packet-loss", "firewall-drops", "mtu-black-hole"],
  strength: "symptom",
  next: [
    "nstat -az TcpRetransSegs TcpExtTCPSynRetrans (twice)",
    "mtr -n -r -c 50 ADDRESS (only the last line counts)",
  ],
};

/** The receiver is too slow. */
export const receiverSlow: Reading = {
  proves: "A receiving socket was full: its process does not read fast enough.",
  doesNotProve: "That the network is slow.",
  boundaries: ["tcp", "app"],
  causes: ["receiver-not-reading"],
  strength: "names-actor",
  next: ["ss -tm (Recv-Q, skmem)", "nstat -az TcpExtTCPZeroWindowDrop TcpExtTCPRcvQDrop"],
};

/** The accept queue. Source: listen(2). */
export const acceptQueue: Reading = {
  proves: "The queue of connections that wait to be accepted was full.",
  doesNotProve: "Whether the backlog is small or the application does not accept.",
  boundaries: ["tcp", "app"],
  causes: ["accept-queue-overflow"],
  strength: "names-actor",
  next: ["ss -ltn (Recv-Q against Send-Q)", "nstat -az TcpExtListenOverflows TcpExtListenDrops"],
};

/** The queue of half-open handshakes. */
export const synQueue: Reading = {
  proves:
    "More handshakes were begun than the queue for them holds; the kernel dropped some or answered by cookie.",
  doesNotProve: "An attack: a burst of honest clients does it too.",
  boundaries: ["tcp"],
  causes: ["syn-flood", "accept-queue-overflow", "retry-storm"],
  strength: "names-actor",
  next: ["ss -Htan state syn-recv | wc -l", "nstat -az TcpExtSyncookiesSent TcpExtTCPReqQFullDrop"],
};
