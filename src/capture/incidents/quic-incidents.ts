import { groupBy, hostPort, isAddress } from "../../base/index.ts";
import { type Attempt, plainRequest } from "../../evidence/index.ts";
import type { CapturedQuic } from "../application/index.ts";
import { tshark } from "./command.ts";
import type { Incident, Taking } from "./incident.ts";

/** Servers that are told of, and connections of each. */
const MOST_INCIDENTS = 1_000;
const MOST_CONNECTIONS = 15;
/** NO_ERROR. RFC 9000, section 20.1. */
const NO_ERROR = 0;

/**
 * The servers with which QUIC connections stand: they answered the handshake, and neither end gave it up. What did not come about is a
 * remark: clients fall back to TCP, and the capture does not tell whether anybody missed it.
 */
export function quicIncidents(
  connections: readonly CapturedQuic[],
  taking: () => Taking,
): readonly Incident[] {
  const standing = connections.filter(
    ({ answeredHandshake, closed }) => answeredHandshake && (closed === null || closed.code === NO_ERROR),
  );
  return groupBy(
    standing,
    ({ server, serverName }) => `${serverName ?? ""} ${hostPort(server.address, server.port)}`,
  )
    .slice(0, MOST_INCIDENTS)
    .map((ofServer) => incidentOf(ofServer, taking()));
}

function incidentOf(
  connections: readonly [CapturedQuic, ...CapturedQuic[]],
  { recorder, facts, wall }: Taking,
): Incident {
  const [{ server, serverName }] = connections;
  const { address, port } = server;
  const host = serverName ?? address;
  const command = tshark(
    facts.quality.file,
    `udp.port==${port} && ip${address.includes(":") ? "v6" : ""}.addr==${address}`,
  );
  const target = `quic://${hostPort(host, port)}`;
  const asked = plainRequest({ target, scheme: "tls", host, hostIsAddress: isAddress(host), port });
  const context = {
    boundary: "client",
    purpose: "context",
    observedAt: wall(0),
    took: facts.quality.took,
    command,
  } as const;
  recorder.record("request-asked", asked, { ...context, by: "told" });
  recorder.record("capture-quality", facts.quality, { ...context, by: "observed" });
  for (const [index, one] of connections.slice(0, MOST_CONNECTIONS).entries()) {
    const took = one.last.at - one.first.at;
    const value: Attempt = {
      number: index + 1,
      answeredProperly: true,
      failedAt: null,
      address,
      port,
      took,
      phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
      status: null,
      steps: [],
    };
    recorder.record("attempt", value, {
      boundary: "client",
      by: "observed",
      purpose: "reference",
      attempt: index + 1,
      observedAt: wall(one.first.at),
      took,
      command,
    });
  }
  return { target, evidence: recorder.evidence, streams: [] };
}
