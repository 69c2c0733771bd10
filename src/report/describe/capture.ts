import { hostPort } from "../../base/index.ts";
import { resetLines } from "../reset-origin.ts";
import { duration, octets } from "../units.ts";
import { count, type Describers, list } from "./describer.ts";

/** Kinds about captures. */
export const describeCapture: Describers<
  | "capture-comparison"
  | "capture-quality"
  | "captured-flow"
  | "captured-endpoint"
  | "captured-session"
  | "captured-upstream"
> = {
  "capture-comparison": ({ pairs }) =>
    pairs
      .map(({ first, second, totals: { matched, lost, appeared, missedByCapture } }) => {
        const missed = missedByCapture === 0 ? "" : `, ${missedByCapture} missed by a capture`;
        return `${first} and ${second}: ${count(matched, "flow")} at both, ${count(lost, "packet")} lost between, ${appeared} from nowhere${missed}`;
      })
      .join("; "),
  "capture-quality": ({ file, format, frames, flows, took, damage }) => {
    const whole = damage === null ? "" : `, damaged at octet ${damage.fileOffset}: ${damage.what}`;
    return `${file} (${format}): ${count(frames, "frame")} in ${duration(took)}, ${count(flows, "TCP connection")}${whole}`;
  },
  "captured-flow": (flow) => {
    const { stream, client, server, fromClient, fromServer, first, last } = flow;
    const ends = `${hostPort(client.address, client.port)} to ${hostPort(server.address, server.port)}`;
    const carried = `${octets(fromClient.dataOctets)} there, ${octets(fromServer.dataOctets)} back`;
    const resets = resetLines(flow).map((line) => `; ${line}`);
    return `stream ${stream}, ${ends}, frames ${first.frame} to ${last.frame}: ${carried} in ${duration(last.at - first.at)}${resets.join("")}`;
  },
  "captured-session": ({
    protocol,
    address,
    port,
    readyTook,
    refusal,
    requests,
    longestWait,
    errors,
    errorCount,
  }) => {
    const login =
      refusal !== null
        ? `login refused with ${refusal.code}`
        : readyTook === null
          ? ""
          : `ready after ${duration(readyTook)}`;
    const codes = [
      ...new Set(errors.map(({ number, code }) => (number === null ? code : `${number} (${code})`))),
    ];
    const parts = [
      login,
      requests === 0
        ? ""
        : `${count(requests, "request")}, the longest answered after ${duration(longestWait)}`,
      errorCount === 0 || refusal !== null ? "" : `${count(errorCount, "error")}: ${list(codes, 4)}`,
    ];
    return `${protocol} at ${hostPort(address, port)}: ${parts.filter((part) => part !== "").join("; ")}`;
  },
  "captured-upstream": ({
    client,
    server,
    stream,
    outcome,
    took,
    onConnection,
    idleBefore,
    crossedItsEnd,
  }) => {
    const ends = `${hostPort(client.address, client.port)} to its upstream ${hostPort(server.address, server.port)}`;
    const reused =
      onConnection > 1 ? `, request ${onConnection} of the connection, idle for ${duration(idleBefore)}` : "";
    const crossed = crossedItsEnd ? ", which it had closed before" : "";
    return `stream ${stream}, ${ends}: ${upstreamEnds[outcome]} after ${duration(took)}${reused}${crossed}`;
  },
  "captured-endpoint": ({ server, connections, sources, made, unanswered, halfMade }) =>
    `${hostPort(server.address, server.port)}: ${count(connections, "connection")} from ${count(sources, "source")}, ${made} made, ${unanswered} unanswered, ${halfMade} half made`,
};

const upstreamEnds = {
  refused: "the connection was refused",
  unanswered: "its SYNs were not answered",
  closed: "the upstream closed the connection before an answer",
  reset: "the upstream reset the connection before an answer",
  "no-answer": "no answer came",
} as const;
