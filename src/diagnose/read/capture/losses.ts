import type { Ms } from "../../../base/index.ts";
import {
  type CapturedEndpoint,
  type CapturedFlow,
  clientFallsSilent,
  type FlowSide,
  flowEnd,
} from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import {
  type Captured,
  capturedFlows,
  captureQuality,
  isOwn,
  isWhole,
  lossesOf,
  roundTripOf,
} from "./captured-flows.ts";

/** docs/contract.md, "Status": a step is slow when it takes over 1 s more than its round trips explain. */
const SLOW: Ms = 1_000;
/** Round trips that a segment and its acknowledgement may take under load. */
const ROUND_TRIPS = 3;
/** One lost segment can be chance, two are a share. */
const SOME = 2;

/** So many lost packets are no chance, and of so many connections none is an exception. */
const MANY = 10;
const CONNECTIONS = 5;
/** So large a share of single packets, as handshakes and short requests are, waits for a timer. */
const LARGE_SHARE = 0.03;
/** A sender that fills a queue on the way loses packets by its own haste; with so little under way it has filled none. */
const LITTLE_IN_FLIGHT = 65_536;

/** Whether segments were lost by the network, where, and whether connections stood still by it. */
export const readLosses: Reader = (evidence, request) => {
  const flows = capturedFlows(evidence, request)
    .filter(isWhole(evidence, request))
    .flatMap(onTheWay)
    .filter(({ value }) => !usesFastOpen(value) && !clientFallsSilent(value));
  const losing = flows.filter(({ value }) => lossesOf(value) > 0);
  const total = losing.reduce((sum, { value }) => sum + lossesOf(value), 0);
  const stalled = losing.filter(({ value }) => flowEnd(value) === "proper" && longestStall(value) > 0);
  const longest = Math.max(0, ...stalled.map(({ value }) => longestStall(value)));
  const lossy = losing.map(({ value }) => value);
  const lost = lostIn(lossy);
  const endpoint = ofKind(evidence, "captured-endpoint").find(({ vantage }) => vantage === request.client);
  const isCaptureLossy = (captureQuality(evidence, request)?.dropped ?? 0) > 0;
  const isOften =
    (endpoint !== undefined && !isCaptureLossy && losesShareOfAll(endpoint.value)) ||
    losesShare(
      flows.map(({ value }) => value),
      Math.max(flows.length, endpoint?.value.connections ?? flows.length),
    );
  const slots = {
    lost: `${total} segment${total === 1 ? "" : "s"}`,
    seconds: (longest / 1000).toFixed(1),
    where: whereOf(lost),
    lossWay: wayOf(lost),
    lossSeen: wordsOf(lost, lossy),
  };
  return [
    ...observe("loss-at-destination", true, { records: total >= SOME ? losing : [], slots }),
    ...observe("data-sent-again", true, { records: losing, at: request.client, strength: "suggests" }),
    ...observe("stands-still-by-loss", true, { records: stalled, slots }),
    ...observe("loses-a-share", true, { records: isOften ? losing : [], slots }),
    ...observe("stall-has-losses", true, { records: stalled, slots }),
  ];
};

/**
 * What a capture on the client itself shows of the network: what came as far as this host and was sent again all the same, this host has
 * dropped, and a SYN-ACK that it takes no notice of as well.
 */
function onTheWay(record: Captured): readonly Captured[] {
  if (!isOwn(record)) return [record];
  const { value } = record;
  if (value.firstAck === null) return [];
  const fromClient = { ...value.fromClient, lostBefore: 0 };
  return [{ ...record, value: { ...value, fromClient, fromServer: { ...value.fromServer, lostBehind: 0 } } }];
}

/** Data in a SYN that the server does not take is sent again, and was not lost. RFC 7413, section 4.2.2. */
const usesFastOpen = ({ syns, fromClient }: CapturedFlow): boolean =>
  fromClient.firstData !== null && syns.some(({ frame }) => frame === fromClient.firstData?.frame);

/** The longest time in which a connection waited for an acknowledgement, where it is over 1 s more than round trips explain; else 0. */
function longestStall(flow: CapturedFlow): Ms {
  const longest = Math.max(0, ...flow.stalls.map(({ took }) => took));
  return longest > SLOW + ROUND_TRIPS * roundTripOf(flow) ? longest : 0;
}

/**
 * A share of all packets of a direction is lost, in most connections, though each of them has little under way. The records are those of
 * the slowest connections among others: of the ones that have none nothing is taken to be lost.
 */
function losesShare(flows: readonly CapturedFlow[], connections: number): boolean {
  const isOfDirection = (sideOf: (flow: CapturedFlow) => FlowSide): boolean => {
    const sides = flows.map(sideOf).filter(({ mostInFlight }) => mostInFlight <= LITTLE_IN_FLIGHT);
    const losing = sides.filter((side) => lostOf(side) > 0);
    const lost = losing.reduce((sum, side) => sum + lostOf(side), 0);
    const isMost = losing.length >= CONNECTIONS && 2 * losing.length >= connections;
    const sent = (sentBy(sides) * connections) / Math.max(1, sides.length);
    return lost >= MANY && isMost && lost >= LARGE_SHARE * sent;
  };
  return isOfDirection(({ fromClient }) => fromClient) || isOfDirection(({ fromServer }) => fromServer);
}

/** The same of all connections to the place, where their numbers were taken. */
function losesShareOfAll({ losses }: CapturedEndpoint): boolean {
  const { toServer, toClient } = losses ?? {};
  return [toServer, toClient].some(
    (all) =>
      all !== undefined &&
      all.lost >= MANY &&
      all.losing >= CONNECTIONS &&
      2 * all.losing >= all.connections &&
      all.lost >= LARGE_SHARE * all.packets,
  );
}

const lostOf = ({ lostBefore, lostBehind }: FlowSide): number => lostBefore + lostBehind;

/** Where segments were lost, and how many of them that were sent. */
interface Lost {
  readonly toServer: { readonly near: number; readonly far: number };
  readonly toClient: { readonly near: number; readonly far: number };
}

/**
 * On which side of the point of capture the losses lie, by direction. A segment that was seen and sent again was lost behind it, or its
 * acknowledgement was; one that was sent again and fills a hole was lost before it.
 */
function lostIn(flows: readonly CapturedFlow[]): Lost {
  const sum = (numberOf: (flow: CapturedFlow) => number) =>
    flows.reduce((total, flow) => total + numberOf(flow), 0);
  return {
    toServer: {
      near: sum(({ fromClient }) => fromClient.lostBefore),
      far: sum(({ fromClient }) => fromClient.lostBehind),
    },
    toClient: {
      near: sum(({ fromServer }) => fromServer.lostBehind),
      far: sum(({ fromServer }) => fromServer.lostBefore),
    },
  };
}

/** Which way the lost segments went, seen from the client. */
function wayOf({ toServer, toClient }: Lost): string {
  const [sent, back] = [toServer.near + toServer.far > 0, toClient.near + toClient.far > 0];
  return sent && back ? "to and from" : back ? "from" : "to";
}

/** On which side of the point of capture they were lost. */
function whereOf({ toServer, toClient }: Lost): string {
  const isNear = toServer.near + toClient.near > 0;
  const isFar = toServer.far + toClient.far > 0;
  if (isNear && isFar) return "on both sides of the point of capture";
  return isFar
    ? "between the point of capture and the server"
    : "between the client and the point of capture";
}

/** `17 of 380 packets, between the client and the point of capture, in 1 connection`. */
function wordsOf(lost: Lost, flows: readonly CapturedFlow[]): string {
  const isLosing = ({ near, far }: Lost["toServer"]) => near + far > 0;
  const all = [lost.toServer, lost.toClient].reduce((sum, { near, far }) => sum + near + far, 0);
  const sent =
    (isLosing(lost.toServer) ? sentBy(flows.map(({ fromClient }) => fromClient)) : 0) +
    (isLosing(lost.toClient) ? sentBy(flows.map(({ fromServer }) => fromServer)) : 0);
  const connections = `${flows.length} connection${flows.length === 1 ? "" : "s"}`;
  return `${all} of ${sent} packets, ${whereOf(lost)}, in ${connections}`;
}

/** Packets that were sent: of those that were lost before the point of capture the first copies are not in it. */
const sentBy = (sides: readonly FlowSide[]): number =>
  sides.reduce((sum, { packets, lostBefore }) => sum + packets + lostBefore, 0);
