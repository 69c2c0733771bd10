import type { ComparedPlace } from "../../evidence/index.ts";
import {
  type CaptureFrame,
  createDissector,
  createPacket,
  decodeIcmpError,
  dissectQuoted,
} from "../../wire/index.ts";
import { FrameCounts } from "../frame-counts.ts";
import { nameOfPieces, type PieceRead, readPieces } from "../pieces.ts";
import { createTcpHeader, readTcpHeader, type TcpHeader } from "../tcp/header.ts";
import { payloadHash } from "./payload-hash.ts";
import { optionBit } from "./prints.ts";
import { Traffic } from "./traffic.ts";

const [ICMP, TCP, UDP, ICMP6] = [1, 6, 17, 58];
const DNS = 53;
const NS = 1e6;
/** Octets of a UDP header, and of DNS's header behind it that must be there. */
const UDP_OCTETS = 8;
const DNS_LEAST = 4;
/** Packets that are kept of a capture: some 100 MiB of TCP, and 10 of DNS. */
const MOST_SEGMENTS = 2_000_000;
const MOST_DATAGRAMS = 200_000;

/** One capture, read once: what is kept of its packets and flows. */
export class Place {
  readonly at: string;
  readonly file: string;
  readonly tcp: Traffic;
  readonly udp: Traffic;
  readonly counts = new FrameCounts();
  private readonly dissector = createDissector();
  private readonly packet = createPacket();
  private readonly quoted = createPacket();
  private readonly header: TcpHeader = createTcpHeader();
  private pieces: readonly PieceRead[] = [];

  constructor(at: string, files: readonly string[], mostSegments = MOST_SEGMENTS) {
    this.at = at;
    this.file = nameOfPieces(files);
    this.tcp = new Traffic(mostSegments);
    this.udp = new Traffic(Math.min(mostSegments, MOST_DATAGRAMS));
  }

  /** Takes in whole files, one after the other. */
  async take(files: readonly string[], signal: AbortSignal): Promise<void> {
    this.pieces = await readPieces(files, { signal }, (reader) => {
      while (reader.next()) this.see(reader.frame);
    });
    this.tcp.end();
    this.udp.end();
  }

  /** Frames that the capturing kernel lost, by the file's own statistics. */
  get dropped(): number | null {
    const interfaces = this.pieces.flatMap(({ read }) => read.reader?.interfaces ?? []);
    const said = interfaces.flatMap(({ dropped }) => dropped ?? []);
    return said.length === 0 ? null : said.reduce((sum, one) => sum + one, 0);
  }

  get isDamaged(): boolean {
    return this.pieces.some(({ read }) => read.damage !== null);
  }

  /** What is said of it, as plain data. */
  summary(): ComparedPlace {
    const { counts, tcp, udp } = this;
    return {
      at: this.at,
      file: this.file,
      frames: counts.frames,
      from: this.began / NS,
      took: counts.latest / NS,
      flows: tcp.flows.count + udp.flows.count,
      packetsKept: tcp.order.length + udp.order.length,
      packetsLeftOut: tcp.leftOut + udp.leftOut,
      dropped: this.dropped,
      isDamaged: this.isDamaged,
    };
  }

  /** Nanoseconds since 1970 of the first frame; the nearest that the number can hold. */
  get began(): number {
    return this.counts.baseSeconds * 1e9 + this.counts.baseNanos;
  }

  /** Takes in one frame. */
  see(frame: CaptureFrame): void {
    const now = this.counts.count(frame);
    const { packet } = this;
    if (!this.dissector.dissect(frame, packet) || packet.isFragment) return;
    if (packet.protocol === TCP) this.segment(frame.number, now);
    else if (packet.protocol === UDP) this.datagram(frame.number, now);
    else if (packet.protocol === ICMP || packet.protocol === ICMP6) this.error();
  }

  private segment(frame: number, now: number): void {
    const { packet, header, tcp } = this;
    if (!readTcpHeader(packet, header) || header.octets > packet.length) return;
    const side = tcp.flows.ofSegment(packet, header);
    if (side < 0) {
      tcp.leaveOut(now);
      return;
    }
    tcp.flows.learn(side, header);
    const row = this.lay(tcp, side, frame, now);
    if (row < 0) return;
    const { prints } = tcp;
    const { options } = header;
    prints.sequence[row] = header.sequence;
    prints.ack[row] = header.acknowledgement;
    prints.data[row] = header.data;
    prints.hash[row] = payloadHash(packet.view, header.dataAt, header.data, header.dataCaptured);
    prints.tsVal[row] = options.tsVal < 0 ? 0 : options.tsVal;
    prints.window[row] = header.window;
    prints.mss[row] = options.mss < 0 ? 0 : options.mss;
    prints.bits[row] = header.bits;
    prints.options[row] = optionsOf(header);
    prints.headers[row] = header.octets + (packet.version === 6 ? 40 : 20);
  }

  private datagram(frame: number, now: number): void {
    const { packet, udp } = this;
    const { view, at, captured } = packet;
    if (captured < UDP_OCTETS + DNS_LEAST) return;
    const [source, destination] = [view.getUint16(at), view.getUint16(at + 2)];
    if (source !== DNS && destination !== DNS) return;
    const side = udp.flows.side(packet, source, destination);
    if (side < 0) {
      udp.leaveOut(now);
      return;
    }
    const row = this.lay(udp, side, frame, now);
    if (row < 0) return;
    const { prints } = udp;
    const data = packet.length - UDP_OCTETS;
    prints.sequence[row] = (view.getUint16(at + 8) << 1) | (view.getUint8(at + 10) >> 7);
    prints.ack[row] = 0;
    prints.data[row] = data;
    prints.hash[row] = payloadHash(view, at + UDP_OCTETS, data, captured - UDP_OCTETS);
    for (const column of [prints.tsVal, prints.window, prints.mss, prints.bits, prints.options])
      column[row] = 0;
    prints.headers[row] = UDP_OCTETS + (packet.version === 6 ? 40 : 20);
  }

  /** Lays out what IP says; the row, or -1 where there is no room. */
  private lay(traffic: Traffic, side: number, frame: number, now: number): number {
    const { flows, prints } = traffic;
    flows.see(side, frame, now);
    if (!traffic.hasRoom(side, now)) return -1;
    const { packet } = this;
    const row = prints.add();
    prints.side[row] = side;
    prints.time[row] = now;
    prints.frame[row] = frame;
    prints.ipId[row] = packet.ipId;
    prints.ttl[row] = packet.ttl;
    prints.trafficClass[row] = packet.trafficClass;
    return row;
  }

  /** An ICMP error is noted with the flow that it quotes. */
  private error(): void {
    const { packet, quoted, tcp, udp } = this;
    if (!dissectQuoted(packet, quoted) || quoted.isFragment || quoted.captured < UDP_OCTETS) return;
    const [source, destination] = [quoted.view.getUint16(quoted.at), quoted.view.getUint16(quoted.at + 2)];
    const traffic = quoted.protocol === TCP ? tcp : quoted.protocol === UDP ? udp : null;
    if (traffic === null || (traffic === udp && source !== DNS && destination !== DNS)) return;
    const side = traffic.flows.side(quoted, source, destination);
    const error = decodeIcmpError(
      packet.version === 6 ? 6 : 4,
      packet.octets.subarray(packet.at, packet.at + packet.captured),
    );
    if (side >= 0 && error !== null) traffic.flows.noteError(side, error.word === "fragmentation-needed");
  }
}

function optionsOf({ options }: TcpHeader): number {
  return (
    (options.mss < 0 ? 0 : optionBit.mss) |
    (options.scale < 0 ? 0 : optionBit["window-scale"]) |
    (options.sackPermitted ? optionBit["sack-permitted"] : 0) |
    (options.tsVal < 0 ? 0 : optionBit.timestamps) |
    (options.sackBlocks > 0 ? optionBit.sack : 0) |
    (options.mptcp < 0 ? 0 : optionBit.mptcp) |
    (options.fastOpen < 0 ? 0 : optionBit["fast-open"])
  );
}
