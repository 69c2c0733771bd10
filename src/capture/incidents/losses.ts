import {
  type CapturedEndpoint,
  type CapturedFlow,
  clientFallsSilent,
  type FlowSide,
  type LossesOfAll,
} from "../../evidence/index.ts";

/** A sender that fills a queue on the way loses packets by its own haste; with so little under way it has filled none. */
const LITTLE_IN_FLIGHT = 65_536;

/** What all connections to one place lost, by direction. */
export function lossesOfAll(flows: readonly CapturedFlow[]): CapturedEndpoint["losses"] {
  const whole = flows.filter(isWhole);
  return {
    toServer: lossesOf(whole.map(({ fromClient }) => fromClient)),
    toClient: lossesOf(whole.map(({ fromServer }) => fromServer)),
  };
}

/** Both directions are seen, and what is missing is missing on the wire; what was sent again was sent for a loss. RFC 7413, section 4.2.2. */
function isWhole(flow: CapturedFlow): boolean {
  const { fromClient, fromServer, syns } = flow;
  const usesFastOpen =
    fromClient.firstData !== null && syns.some(({ frame }) => frame === fromClient.firstData?.frame);
  return (
    fromClient.packets > 0 &&
    fromServer.packets > 0 &&
    fromClient.missedByCapture + fromServer.missedByCapture === 0 &&
    !usesFastOpen &&
    !clientFallsSilent(flow)
  );
}

function lossesOf(all: readonly FlowSide[]): LossesOfAll {
  const sides = all.filter(({ mostInFlight }) => mostInFlight <= LITTLE_IN_FLIGHT);
  const sum = (numberOf: (side: FlowSide) => number) =>
    sides.reduce((total, side) => total + numberOf(side), 0);
  const lostOf = ({ lostBefore, lostBehind }: FlowSide) => lostBefore + lostBehind;
  return {
    connections: sides.length,
    losing: sides.filter((side) => lostOf(side) > 0).length,
    packets: sum(({ packets, lostBefore }) => packets + lostBefore),
    lost: sum(lostOf),
  };
}
