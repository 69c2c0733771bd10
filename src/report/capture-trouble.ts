import { hostPort, type Ms } from "../base/index.ts";
import type { CapturedFlow, FlowSide, Side } from "../evidence/index.ts";
import { backOff, connectionTroubles } from "./connection-trouble.ts";
import { count } from "./describe/describer.ts";
import { duration, octets, percent } from "./units.ts";

/** What is out of the ordinary in one connection, the most telling first. It says what was seen and judges nothing. */
export interface Trouble {
  /** Orders connections: more is worse. */
  readonly weight: number;
  readonly words: readonly string[];
}

/** A pause that a person would notice: 1 s; and a share of segments lost that slows a connection: 1 % (RFC 5348, section 3.1, at 100 ms and 1,460 octets: 1.4 Mbit/s). */
const NOTICED: Ms = 1_000;
const NOTICED_LOSS = 0.01;
/** A segment sent so often met more than a chance loss. */
const TOO_OFTEN = 3;

/** What was seen of a connection that does not belong to one that goes well. */
export function troubleOf(flow: CapturedFlow): Trouble {
  const found = [
    unanswered(flow),
    ...flow.icmpErrors
      .slice(0, 1)
      .map(
        ({ from, type, code, mtu }): Found => [
          90,
          `ICMP type ${type} code ${code} from ${from}${mtu === null ? "" : `, MTU ${mtu}`}`,
        ],
      ),
    wasReset(flow),
    ...connectionTroubles(flow).map(({ weight, words }): Found => [weight, words]),
    inVain(flow.fromClient, "client"),
    inVain(flow.fromServer, "server"),
    closedWindow(flow.fromServer, "server"),
    closedWindow(flow.fromClient, "client"),
    loss(flow),
    stalled(flow),
    slow(flow.fromServer),
  ].filter((each) => each !== null);
  return {
    weight: found.reduce((all, [weight]) => all + weight, 0),
    words: found.toSorted(([a], [b]) => b - a).map(([, words]) => words),
  };
}

type Found = readonly [weight: number, words: string];

function unanswered({ syns, synAcks, fromServer }: CapturedFlow): Found | null {
  if (syns.length < 2 || synAcks.length > 0 || fromServer.packets > 0) return null;
  return [100, `no answer to ${syns.length} SYNs`];
}

/** A reset of a connection that its end had not closed before. */
function wasReset({ resets, fromClient, fromServer }: CapturedFlow): Found | null {
  const reset = resets.find(({ mark, claims }) => {
    const { finAt } = claims === "client" ? fromClient : fromServer;
    const other = claims === "client" ? fromServer : fromClient;
    return (finAt === null || finAt.frame > mark.frame) && (other.finAt === null || claims === "server");
  });
  if (reset === undefined) return null;
  const after = reset.quietBefore !== null && reset.quietBefore >= NOTICED ? reset.quietBefore : null;
  const quiet = after === null ? "" : ` after ${duration(after)} without data`;
  if (reset.peerSent === "syn") return [80, `SYN answered by a reset in frame ${reset.mark.frame}`];
  return [85, `reset in the ${reset.claims}'s name in frame ${reset.mark.frame}${quiet}`];
}

function inVain(
  { mostCopies, mostCopiesOctets, mostCopiesAcknowledged, copyWaits }: FlowSide,
  side: Side,
): Found | null {
  if (mostCopies < TOO_OFTEN) return null;
  const end = mostCopiesAcknowledged ? "" : " in vain";
  const what = mostCopiesOctets === 0 ? "a segment without data" : `a segment of ${mostCopiesOctets} octets`;
  return [
    mostCopiesAcknowledged ? 20 : 70,
    `the ${side} sent ${what} ${mostCopies} times${end}${backOff(copyWaits)}`,
  ];
}

function closedWindow({ closedWindow: { total, times } }: FlowSide, side: Side): Found | null {
  if (times === 0 || total < NOTICED) return null;
  return [40, `the ${side}'s window was closed for ${duration(total)}`];
}

function loss({ fromClient, fromServer }: CapturedFlow): Found | null {
  const packets = fromClient.packets + fromServer.packets;
  const lost = lostOf(fromClient) + lostOf(fromServer);
  const share = packets === 0 ? 0 : lost / packets;
  return lost > 1 && share >= NOTICED_LOSS ? [30, `${percent(share)} of its packets sent again`] : null;
}

/** Segments of one end that were lost on the way. */
export const lostOf = ({ lostBehind, lostBefore }: FlowSide): number => lostBehind + lostBefore;

function stalled({ stalls }: CapturedFlow): Found | null {
  const longest = Math.max(0, ...stalls.map(({ took }) => took));
  return longest < NOTICED ? null : [25, `nothing moved for ${duration(longest)}`];
}

function slow({ thinking: { longest } }: FlowSide): Found | null {
  if (longest === null || longest.took < NOTICED) return null;
  return [10, `an answer after ${duration(longest.took)}`];
}

/** The connections with the most trouble, worst first; those that are cited before all others. */
export function worstFlows(
  flows: readonly CapturedFlow[],
  cited: ReadonlySet<number>,
  most: number,
): readonly { readonly flow: CapturedFlow; readonly trouble: Trouble }[] {
  return flows
    .map((flow) => ({ flow, trouble: troubleOf(flow) }))
    .filter(({ flow, trouble }) => trouble.weight > 0 || cited.has(flow.stream))
    .toSorted(
      (a, b) =>
        Number(cited.has(b.flow.stream)) - Number(cited.has(a.flow.stream)) ||
        b.trouble.weight - a.trouble.weight ||
        a.flow.stream - b.flow.stream,
    )
    .slice(0, most);
}

/** The ends of a connection: `192.0.2.1:40000 > 192.0.2.2:443`. */
export const endsOf = ({ client, server }: CapturedFlow): string =>
  `${hostPort(client.address, client.port)} > ${hostPort(server.address, server.port)}`;

/** A connection in numbers: packets, octets, round trip, loss, resets. */
export function numbersOf({
  fromClient,
  fromServer,
  serverRoundTrip,
  clientRoundTrip,
  resets,
}: CapturedFlow): string {
  const lost = lostOf(fromClient) + lostOf(fromServer);
  const trip =
    serverRoundTrip === null ? null : serverRoundTrip + (clientRoundTrip === null ? 0 : clientRoundTrip);
  return [
    count(fromClient.packets + fromServer.packets, "packet"),
    `${octets(fromClient.dataOctets)} there`,
    `${octets(fromServer.dataOctets)} back`,
    ...(trip === null ? [] : [`RTT ${duration(trip)}`]),
    ...(lost === 0 ? [] : [`${lost} lost`]),
    ...(resets.length === 0 ? [] : [count(resets.length, "reset")]),
  ].join(", ");
}
