import type { CapturedFlow, Endpoint } from "../../evidence/index.ts";
import { decodeIcmpError, type Packet, packetAddress } from "../../wire/index.ts";
import { flagBit } from "../tcp/analysis-flags.ts";
import { step } from "../tcp/completeness.ts";
import { control } from "../tcp/sequence.ts";
import type { TcpAnalysis } from "../tcp/tcp-analysis.ts";
import { FlowTrack } from "./flow-track.ts";
import { markOf } from "./pauses.ts";
import type { TrackedPacket } from "./side-track.ts";
import { summarize } from "./summary.ts";

/** Flows that are kept in detail at once: some 2 KiB each. */
const MOST_TRACKS = 50_000;
const MOST_ERRORS = 8;
const WHOLE = step.syn | step.synAck | step.ack | step.fin;

/** The flows of a capture, each with its track. Where there are too many, those that went well are given up first. */
export class Tracks {
  /** Flows that are not kept, and went well as far as they were seen; and those for which there was no room. */
  givenUp = 0;
  leftOut = 0;
  /** Looking for room costs a walk over all tracks: where it found little, it is not looked for at each new flow. */
  private triedAgainAfter = 0;
  private readonly tracks = new Map<number, FlowTrack>();
  private readonly ends = new Map<number, readonly [Endpoint, Endpoint]>();
  private readonly analysis: TcpAnalysis;

  constructor(analysis: TcpAnalysis) {
    this.analysis = analysis;
  }

  /** Takes in the packet that the analysis has just judged. */
  see(seen: TrackedPacket): void {
    const { conversation, direction } = this.analysis;
    const track = this.tracks.get(conversation) ?? this.begin(conversation, seen);
    track?.see(seen, direction);
  }

  /** Keeps an ICMP error with the flow that it quotes; `inner` is the quoted packet, for which the analysis has found the conversation. */
  error(packet: Packet, seen: TrackedPacket): void {
    const { conversation, direction } = this.analysis;
    const track = this.tracks.get(conversation);
    const icmp = decodeIcmpError(
      packet.version === 6 ? 6 : 4,
      packet.octets.subarray(packet.at, packet.at + packet.captured),
    );
    if (track === undefined || icmp === null || track.icmpErrors.length === MOST_ERRORS) return;
    const isClient =
      track.clientSide < 0
        ? seen.header.sourcePort > seen.header.destinationPort
        : track.clientSide === direction;
    track.icmpErrors.push({
      mark: markOf(seen.frame, seen.now),
      from: packetAddress(packet, "source"),
      type: icmp.type,
      code: icmp.code,
      mtu: icmp.mtu,
      quotes: isClient ? "client" : "server",
    });
  }

  /** All that are kept, in the order in which they began. */
  flows(): readonly CapturedFlow[] {
    const { steps } = this.analysis.rows;
    return [...this.tracks].flatMap(([conversation, track]) => {
      const ends = this.ends.get(conversation);
      return ends === undefined ? [] : [summarize(track, { ends, completeness: steps[conversation] ?? 0 })];
    });
  }

  private begin(conversation: number, seen: TrackedPacket): FlowTrack | null {
    if (this.tracks.size >= MOST_TRACKS && this.leftOut >= this.triedAgainAfter) this.giveUp();
    if (this.tracks.size >= MOST_TRACKS) {
      this.leftOut += 1;
      return null;
    }
    const track = new FlowTrack(conversation, seen, flagBit.reused_ports);
    const { packet, header } = seen;
    const source = { address: packetAddress(packet, "source"), port: header.sourcePort };
    const destination = { address: packetAddress(packet, "destination"), port: header.destinationPort };
    this.tracks.set(conversation, track);
    this.ends.set(
      conversation,
      this.analysis.direction === 0 ? [source, destination] : [destination, source],
    );
    return track;
  }

  /** Room for new ones: flows that began, ended and had nothing out of order; then half of those with a single SYN. */
  private giveUp(): void {
    const { steps } = this.analysis.rows;
    let single = 0;
    for (const [conversation, track] of this.tracks) {
      const isWell = ((steps[conversation] ?? 0) & (WHOLE | step.rst)) === WHOLE && isOrderly(track);
      const isSingle = isSingleSyn(track);
      if (isSingle) single += 1;
      if (!isWell && !(isSingle && single % 2 === 0)) continue;
      this.tracks.delete(conversation);
      this.ends.delete(conversation);
      this.givenUp += 1;
    }
    this.triedAgainAfter = this.leftOut + MOST_TRACKS / 10;
  }
}

const isOrderly = ({ sides, icmpErrors, stalls }: FlowTrack): boolean =>
  icmpErrors.length === 0 && stalls.length === 0 && sides.every(({ flags }) => flags === null);

const isSingleSyn = ({ sides, syns }: FlowTrack): boolean =>
  syns.length === 1 &&
  sides[0].packets + sides[1].packets === 1 &&
  ((sides[0].last.bits | sides[1].last.bits) & control.ack) === 0;
