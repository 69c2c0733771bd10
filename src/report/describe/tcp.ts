import { hostPort } from "../../base/index.ts";
import { duration } from "../units.ts";
import { type Describers, inWords } from "./describer.ts";

/** Kinds about opening connections. */
export const describeTcp: Describers<"tcp-connect" | "proxy-connect"> = {
  "tcp-connect": (connect, { took }) => {
    const errno = connect.errno === null ? "" : ` (${connect.errno})`;
    const icmp = connect.icmpErrorCounted === true ? ", and an ICMP error was counted meanwhile" : "";
    const time = duration(connect.handshake ?? took);
    return `TCP to ${hostPort(connect.address, connect.port)} ${inWords(connectOutcomes, connect.outcome)}${errno} ${connect.outcome === "connected" ? "in" : "after"} ${time}${icmp}`;
  },
  "proxy-connect": ({ proxy, target, outcome, status, took }) =>
    `CONNECT ${target} asked of the proxy ${proxy}: ${inWords(proxyOutcomes, outcome)}${status === null ? "" : `, status ${status}`}, after ${duration(took)}`,
};

const connectOutcomes = {
  connected: "connects",
  refused: "is refused",
  "timed-out": "gets no answer to its SYN",
  unreachable: "is unreachable",
  prohibited: "is prohibited by a filter",
  "no-route": "has no route on this host",
  "denied-locally": "is denied by this host's own filter",
  "no-local-port": "finds no free local port",
  "no-descriptor": "finds no free file descriptor",
  reset: "is reset in the handshake",
};

const proxyOutcomes = {
  opened: "opened",
  "refused-by-proxy": "the proxy refuses",
  closed: "closed without an answer",
  reset: "reset",
  "timed-out": "no answer",
  "not-a-proxy": "what answers is no proxy",
};
