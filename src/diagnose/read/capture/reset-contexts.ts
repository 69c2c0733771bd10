import {
  type Evidence,
  MOST_TTLS,
  type ResetSeen,
  type TtlSeen,
  ttlsOfEnd,
} from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";
import type { ResetContext } from "./reset-finding.ts";
import { originOf, type ResetOrigin } from "./reset-origin.ts";

/** A captured flow and the origins of its resets. */
export interface FlowResets {
  readonly record: Evidence<"captured-flow">;
  readonly origins: readonly ResetOrigin[];
}

/** The flows with resets, each reset read beside all other flows of the same point of capture. */
export function resetsOf(
  evidence: readonly Evidence[],
  request: ReferenceRequest | null,
): readonly FlowResets[] {
  const records = ofKind(evidence, "captured-flow");
  const byHost = hostsOf(evidence);
  const hostSentIt = request === null ? null : kernelSays(evidence, request);
  return records
    .filter(({ value }) => value.resets.length > 0)
    .map((record) => {
      const { vantage, value: flow } = record;
      const of = (address: string) => byHost.get(`${vantage} ${address}`) ?? [];
      const origins = flow.resets.map((reset) => {
        const context: ResetContext = {
          flow,
          reset,
          ttlsOfHost: of(reset.claims === "client" ? flow.client.address : flow.server.address),
          hostSentIt: record.purpose === "reference" && reset.claims === "server" ? hostSentIt : null,
          seenNearer: seenNearer(evidence, record, reset),
        };
        return originOf(context);
      });
      return { record, origins };
    });
}

/** Times to live by point of capture and address, of all flows in which that host sent something. */
function hostsOf(evidence: readonly Evidence[]): ReadonlyMap<string, readonly TtlSeen[]> {
  const endpoints = ofKind(evidence, "captured-endpoint");
  const byHost = new Map<string, TtlSeen[]>(
    endpoints.map(({ vantage, value }) => [`${vantage} ${value.server.address}`, [...value.ttlsOfHost]]),
  );
  const known = new Set(byHost.keys());
  for (const { vantage, value: flow } of ofKind(evidence, "captured-flow")) {
    for (const side of ["client", "server"] as const) {
      const key = `${vantage} ${flow[side].address}`;
      // The endpoint's record has all flows of the capture, these among them.
      if (known.has(key)) continue;
      const ttls = byHost.get(key) ?? [];
      if (ttls.length === 0) byHost.set(key, ttls);
      if (ttls.length < MOST_TTLS) ttls.push(...ttlsOfEnd(flow, side));
    }
  }
  return byHost;
}

/**
 * Whether a second capture, nearer to the end that a reset names, has it too; `null` where none is there or its silence proves
 * nothing.
 */
function seenNearer(
  evidence: readonly Evidence[],
  { vantage, value: { stream } }: Evidence<"captured-flow">,
  { claims, mark }: ResetSeen,
): boolean | null {
  const directions = ofKind(evidence, "capture-comparison")
    .flatMap(({ value }) => value.pairs)
    .filter(({ first, second }) => first === vantage || second === vantage)
    .flatMap(({ first, flows }) =>
      flows.filter(
        ({ protocol, streams }) => protocol === "tcp" && streams[first === vantage ? 0 : 1] === stream,
      ),
    )
    .map(({ fromClient, fromServer }) => (claims === "client" ? fromClient : fromServer))
    .filter(({ to }) => to === vantage);
  if (directions.length === 0) return null;
  const appeared = directions
    .flatMap(({ appearedPackets }) => appearedPackets)
    .find((packet) => packet.mark.at === vantage && packet.mark.frame === mark.frame);
  if (appeared !== undefined) return appeared.isCertain ? false : null;
  const isWhole = directions.every(
    ({ appeared: count, unclear, outside, missedAtSender }) =>
      count + unclear + outside + missedAtSender === 0,
  );
  return isWhole ? true : null;
}

/** What the server's own kernel says of a reset of the request's flow; `null` where nobody listened there. */
function kernelSays(
  evidence: readonly Evidence[],
  { client, server, address }: ReferenceRequest,
): boolean | null {
  const heard = ofKind(evidence, "kernel-events");
  const isOfFlow = (name: string) => (record: Evidence<"kernel-events">) =>
    record.value.events.some(
      ({ isOfFlow: isOurs, event, source }) =>
        isOurs && event === name && (name !== "reset-sent" || source === address),
    );
  if (heard.some(isOfFlow("reset-sent"))) return true;
  const came = heard.filter(({ vantage }) => vantage === client).some(isOfFlow("reset-received"));
  const listened = heard.some(({ vantage, value }) => vantage === server && !value.isPartial);
  return came && listened && server !== client ? false : null;
}
