import type { CapturedFlow, Endpoint } from "../../evidence/index.ts";
import { addressText, decodeIcmpError, type Packet, packetAddress } from "../../wire/index.ts";
import { step } from "../tcp/completeness.ts";
import { control } from "../tcp/sequence.ts";
import type { TcpAnalysis } from "../tcp/tcp-analysis.ts";
import { added } from "./added.ts";
import { FlowTrack } from "./flow-track.ts";
import { markOf } from "./pauses.ts";
import { TimeRows } from "./side-times.ts";
import type { TrackedPacket } from "./side-track.ts";
import { summarize } from "./summary.ts";

/** Flows that are kept in detail at once: some 2 KiB each, and as much for what is said of them in the end. */
const MOST_TRACKS = 16_000;
const MOST_ERRORS = 8;
const WHOLE = step.syn | step.synAck | step.ack | step.fin;

/** Takes what is known of a flow that is not kept any longer. */
type FlowTaker = (flow: CapturedFlow) => void;

/** The flows of a capture, each with its track. Where there are too many, those that went well are given up first. */
export class Tracks {
  /** Flows that are not kept, and went well as far as they were seen; and those for which there was no room. */
  givenUp = 0;
  leftOut = 0;
  /** Looking for room costs a walk over all tracks: where it found little, it is not looked for at each new flow. */
  private triedAgainAfter = 0;
  private kept = 0;
  /** By conversation; `null` for what was given up, `undefined` where nothing was seen but in an ICMP error. */
  private readonly tracks: (FlowTrack | null | undefined)[] = [];
  /** Conversations before this one were all given up. */
  private first = 0;
  private readonly rows = new TimeRows(MOST_TRACKS * 2);
  private readonly analysis: TcpAnalysis;
  private readonly onFlow: FlowTaker | null;

  /** @param onFlow takes what is given up; with it, no flow is left out */
  constructor(analysis: TcpAnalysis, onFlow: FlowTaker | null = null) {
    this.analysis = analysis;
    this.onFlow = onFlow;
  }

  /** Takes in the packet that the analysis has just judged. */
  see(seen: TrackedPacket): void {
    const { conversation, direction } = this.analysis;
    const known = conversation < this.tracks.length ? this.tracks[conversation] : undefined;
    const track = known === undefined ? this.begin(conversation, seen) : known;
    if (track !== null) track.see(seen, direction);
  }

  /** Keeps an ICMP error with the flow that it quotes; `inner` is the quoted packet, for which the analysis has found the conversation. */
  error(packet: Packet, seen: TrackedPacket): void {
    const { conversation, direction } = this.analysis;
    const track = this.tracks[conversation] ?? null;
    if (track === null || track.icmpErrors.length === MOST_ERRORS) return;
    const icmp = decodeIcmpError(
      packet.version === 6 ? 6 : 4,
      packet.octets.subarray(packet.at, packet.at + packet.captured),
    );
    if (icmp === null) return;
    const isClient =
      track.clientSide < 0
        ? seen.header.sourcePort > seen.header.destinationPort
        : track.clientSide === direction;
    track.icmpErrors = added(track.icmpErrors, {
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
    return this.tracks.flatMap((track) =>
      track === null || track === undefined ? [] : [this.factsOf(track)],
    );
  }

  private factsOf(track: FlowTrack): CapturedFlow {
    const completeness = this.analysis.rows.steps[track.stream] ?? 0;
    return summarize(track, { ends: this.endsOf(track), completeness });
  }

  /** Both ends, as the conversation's key has them. */
  private endsOf({ stream, version }: FlowTrack): readonly [Endpoint, Endpoint] {
    const key = this.analysis.conversations.keyOf(stream);
    const octets = new Uint8Array(key.buffer);
    const address = (at: number) =>
      version === 4
        ? `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`
        : (addressText(octets.subarray(at, at + 16)) ?? "");
    return [
      { address: address(0), port: key.getUint16(32) },
      { address: address(16), port: key.getUint16(34) },
    ];
  }

  private begin(conversation: number, seen: TrackedPacket): FlowTrack | null {
    if (this.kept >= MOST_TRACKS && this.leftOut >= this.triedAgainAfter) this.giveUp();
    while (this.tracks.length < conversation) this.tracks.push(undefined);
    const isFull = this.kept >= MOST_TRACKS;
    const track = isFull ? null : new FlowTrack(conversation, seen, this.rows);
    this.tracks[conversation] = track;
    if (isFull) this.leftOut += 1;
    else this.kept += 1;
    return track;
  }

  /** Room for new ones: flows that began, ended and had nothing out of order; then half of those with a single SYN; then the oldest, where somebody takes them. */
  private giveUp(): void {
    const { steps } = this.analysis.rows;
    const before = this.kept;
    let single = 0;
    for (let index = this.first; index < this.tracks.length; index += 1) {
      const track = this.tracks[index] ?? null;
      if (track === null) continue;
      const isWell = ((steps[index] ?? 0) & (WHOLE | step.rst)) === WHOLE && isOrderly(track);
      const isSingle = isSingleSyn(track);
      if (isSingle) single += 1;
      if (isWell || (isSingle && single % 2 === 0)) this.drop(index, track);
    }
    if (this.onFlow !== null && before - this.kept < MOST_TRACKS / 10) this.dropOldest();
    while (this.first < this.tracks.length && this.tracks[this.first] === null) this.first += 1;
    // Where somebody takes the oldest there is always room.
    this.triedAgainAfter = this.onFlow === null ? this.leftOut + MOST_TRACKS / 10 : 0;
  }

  private dropOldest(): void {
    const wanted = this.kept - MOST_TRACKS / 10;
    for (let index = this.first; index < this.tracks.length && this.kept > wanted; index += 1) {
      const track = this.tracks[index] ?? null;
      if (track !== null) this.drop(index, track);
    }
  }

  private drop(index: number, track: FlowTrack): void {
    this.onFlow?.(this.factsOf(track));
    track.close();
    this.tracks[index] = null;
    this.kept -= 1;
    this.givenUp += 1;
  }
}

const isOrderly = ({ one, other, icmpErrors, stalls }: FlowTrack): boolean =>
  icmpErrors.length === 0 && stalls.length === 0 && one.flags === 0 && other.flags === 0;

const isSingleSyn = ({ one, other, syns }: FlowTrack): boolean =>
  syns.length === 1 &&
  one.packets + other.packets === 1 &&
  ((one.lastBits | other.lastBits) & control.ack) === 0;
