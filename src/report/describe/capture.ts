import { hostPort } from "../../base/index.ts";
import { duration, octets } from "../units.ts";
import { count, type Describers } from "./describer.ts";

/** Kinds about captures. */
export const describeCapture: Describers<"capture-quality" | "captured-flow" | "captured-endpoint"> = {
  "capture-quality": ({ file, format, frames, flows, took, damage }) => {
    const whole = damage === null ? "" : `, damaged at octet ${damage.fileOffset}: ${damage.what}`;
    return `${file} (${format}): ${count(frames, "frame")} in ${duration(took)}, ${count(flows, "TCP connection")}${whole}`;
  },
  "captured-flow": ({ stream, client, server, fromClient, fromServer, first, last }) => {
    const ends = `${hostPort(client.address, client.port)} to ${hostPort(server.address, server.port)}`;
    const carried = `${octets(fromClient.dataOctets)} there, ${octets(fromServer.dataOctets)} back`;
    return `stream ${stream}, ${ends}, frames ${first.frame} to ${last.frame}: ${carried} in ${duration(last.at - first.at)}`;
  },
  "captured-endpoint": ({ server, connections, sources, made, unanswered, halfMade }) =>
    `${hostPort(server.address, server.port)}: ${count(connections, "connection")} from ${count(sources, "source")}, ${made} made, ${unanswered} unanswered, ${halfMade} half made`,
};
