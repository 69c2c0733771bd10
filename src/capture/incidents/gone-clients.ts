import { type CapturedFlow, clientFallsSilent } from "../../evidence/index.ts";

/** One or two clients leave by themselves; what silences several at once is on their way. */
const SEVERAL = 3;

/**
 * The connections whose client has gone: it falls silent in the midst of them, and is not heard in any other one meanwhile. How they would
 * have ended nobody knows.
 *
 * @returns numbers of their streams.
 */
export function goneClients(flows: readonly CapturedFlow[]): ReadonlySet<number> {
  const silent = flows.filter(clientFallsSilent);
  if (silent.length === 0 || new Set(silent.map(({ client }) => client.address)).size >= SEVERAL)
    return new Set();
  const addresses = new Set(silent.map(({ client }) => client.address));
  const others = flows.filter(({ client }) => addresses.has(client.address));
  const isHeard = (flow: CapturedFlow) => {
    const since = flow.fromClient.lastAt ?? 0;
    return others.some(
      ({ client, first, fromClient }) =>
        client.address === flow.client.address &&
        (fromClient.lastAt ?? -1) > since &&
        first.at <= flow.last.at,
    );
  };
  return new Set(silent.filter((flow) => !isHeard(flow)).map(({ stream }) => stream));
}
