import type { Endpoint, UnmatchedFlow } from "../../evidence/index.ts";
import { control } from "../tcp/sequence.ts";
import type { ClockLine } from "./clock.ts";
import type { TwoPlaces } from "./compare-flow.ts";
import { endOf } from "./flow-ends.ts";
import type { FlowMatch } from "./match-flows.ts";
import type { Place } from "./place.ts";

/** Flows of one place only that are told one by one; and addresses of servers that are kept in mind. */
const MOST_FLOWS = 1_024;
const MOST_SERVERS = 65_536;
const NS = 1e6;
/** What the other capture must have on both sides of a flow's beginning, so that the end of the file is no loss: 10 ms. */
const MARGIN = 1e7;

interface Asked {
  readonly matches: readonly { readonly match: FlowMatch; readonly protocol: "tcp" | "udp" }[];
  /** The first place is nearer to the clients of most flows. */
  readonly isFirstNear: boolean;
  readonly line: ClockLine | null;
}

/** The flows that only one of two captures has, and what that says. */
export function unmatchedFlows(places: TwoPlaces, asked: Asked) {
  const { first, second } = places;
  const unmatched: UnmatchedFlow[] = [];
  let [onlyAtFirst, onlyAtSecond, endsHere] = [0, 0, 0];
  for (const isFirst of [true, false]) {
    for (const protocol of ["tcp", "udp"] as const) {
      const [own, other] = isFirst ? [first, second] : [second, first];
      const taken = new Set(
        asked.matches
          .filter((one) => one.protocol === protocol)
          .map(({ match }) => (isFirst ? match.first : match.second)),
      );
      const servers = new Servers(places, asked, { isFirst, protocol });
      const { flows } = own[protocol];
      for (let flow = 0; flow < flows.count; flow += 1) {
        if (taken.has(flow)) continue;
        if (isFirst) onlyAtFirst += 1;
        else onlyAtSecond += 1;
        const one = tell({ own, other, flow, protocol, servers, isNear: isFirst === asked.isFirstNear });
        if (one.fate === "ends-here") endsHere += 1;
        unmatched.push(one);
        if (unmatched.length === MOST_FLOWS * 2) keepTelling(unmatched);
      }
    }
  }
  keepTelling(unmatched);
  return { unmatched, onlyAtFirst, onlyAtSecond, endsHere };

  function tell({ own, other, flow, protocol, servers, isNear }: Telling): UnmatchedFlow {
    const traffic = own[protocol];
    const { flows, prints } = traffic;
    const client = flows.clientDirection(flow);
    const [from, back] = [flow * 2 + client, flow * 2 + (client === 0 ? 1 : 0)];
    const server = endOf(flows, flow, client === 0 ? 1 : 0);
    const isAnswered = traffic.rowsOf(back).some((row) => ((prints.bits[row] ?? 0) & control.rst) === 0);
    const resets = flows.resets[back] ?? 0;
    const began = flows.firstTime[flow] ?? 0;
    const isWithin = covers(other, toOther(began, own === first));
    const otherSaw = servers.saw(server);
    const isHeard = isAnswered || resets > 0;
    return {
      protocol,
      at: own.at,
      stream: flow,
      client: endOf(flows, flow, client),
      server,
      first: { at: own.at, frame: flows.firstFrame[flow] ?? 0, time: began / NS },
      packets: (flows.packets[from] ?? 0) + (flows.packets[back] ?? 0),
      isAnswered,
      syns: flows.syns[from] ?? 0,
      resets,
      isCovered: asked.line === null ? null : isWithin,
      otherSaw,
      fate:
        !isNear || !isWithin
          ? "elsewhere"
          : isHeard
            ? "ends-here"
            : otherSaw === "nothing"
              ? "elsewhere"
              : "lost",
    };
  }

  /** A time of one place by the clock of the other; where the clocks could not be compared, as if they were alike. */
  function toOther(time: number, isFirst: boolean): number {
    const offset = asked.line?.offset ?? 0;
    return isFirst ? time + offset - places.shift : time + places.shift - offset;
  }
}

interface Telling {
  readonly own: Place;
  readonly other: Place;
  readonly flow: number;
  readonly protocol: "tcp" | "udp";
  readonly servers: Servers;
  readonly isNear: boolean;
}

const covers = ({ counts, tcp, udp }: Place, time: number): boolean =>
  time >= MARGIN && time + MARGIN <= Math.min(counts.latest, tcp.fullSince, udp.fullSince);

/** The servers that the other place saw, by the addresses that they have at this one. */
class Servers {
  private readonly endpoints = new Set<string>();
  private readonly addresses = new Set<string>();

  constructor(
    { first, second }: TwoPlaces,
    { matches }: Asked,
    { isFirst, protocol }: { readonly isFirst: boolean; readonly protocol: "tcp" | "udp" },
  ) {
    const [own, other] = isFirst ? [first, second] : [second, first];
    for (const { match, protocol: of } of matches) {
      if (of !== protocol || this.endpoints.size >= MOST_SERVERS) continue;
      const [flow, otherFlow] = isFirst ? [match.first, match.second] : [match.second, match.first];
      const here = serverOf(own, flow, protocol);
      const there = serverOf(other, otherFlow, protocol);
      this.addresses.add(here.address);
      // Behind a translated address there may be several servers, and this place before one of them.
      if (here.address === there.address && here.port === there.port)
        this.endpoints.add(`${here.address} ${here.port}`);
    }
    for (let flow = 0; flow < other[protocol].flows.count && this.addresses.size < MOST_SERVERS; flow += 1) {
      this.addresses.add(serverOf(other, flow, protocol).address);
    }
  }

  saw({ address, port }: Endpoint): UnmatchedFlow["otherSaw"] {
    if (this.endpoints.has(`${address} ${port}`)) return "endpoint";
    return this.addresses.has(address) ? "address" : "nothing";
  }
}

function serverOf(place: Place, flow: number, protocol: "tcp" | "udp"): Endpoint {
  const { flows } = place[protocol];
  return endOf(flows, flow, flows.clientDirection(flow) === 0 ? 1 : 0);
}

/** Puts first the flows that were lost, then those that end at their place; the rest by their time. */
function keepTelling(flows: UnmatchedFlow[]): void {
  const rank = { lost: 0, "ends-here": 1, elsewhere: 2 } as const;
  flows.sort((one, two) => rank[one.fate] - rank[two.fate]);
  flows.length = Math.min(flows.length, MOST_FLOWS);
}
