import { type MadeFrame, pcapOctets } from "./capture-octets.ts";
import { ipv4, n16, n32, type Octets, udp, zeros } from "./packet-layers.ts";

/** Raw IP as a link type. */
const RAW = 101;
const [FIN, SYN, RST, PSH, ACK] = [1, 2, 4, 8, 16];
const [TCP, UDP] = [6, 17];
const CLIENT_PORT = 40_000;
const SEGMENT = 1_400;

type Who = "client" | "server";

const other = (who: Who): Who => (who === "client" ? "server" : "client");

/** A capture that is made step by step: one connection of 192.0.2.1 to 192.0.2.2, and datagrams beside it. */
export class Talk {
  private readonly frames: MadeFrame[] = [];
  private now = 0;
  private readonly next: Record<Who, number> = { client: 1_000, server: 5_000 };
  private readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  /** SYN, SYN-ACK, ACK. */
  open(): this {
    this.segment("client", SYN, []);
    this.next.client += 1;
    this.segment("server", SYN | ACK, []);
    this.next.server += 1;
    return this.segment("client", ACK, []);
  }

  /** Time passes, in milliseconds. */
  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  /** An end sends, in as many segments as it needs; each a millisecond after the one before. */
  send(who: Who, octets: Uint8Array | string, segment = SEGMENT): this {
    const all = Buffer.from(octets);
    for (let at = 0; at < all.length; at += segment) {
      const part = all.subarray(at, at + segment);
      this.segment(who, PSH | ACK, [...part]);
      this.next[who] += part.length;
    }
    return this;
  }

  /** An end sends what the capture does not have. */
  miss(who: Who, octets: number): this {
    this.next[who] += octets;
    return this;
  }

  fin(who: Who): this {
    this.segment(who, FIN | ACK, []);
    this.next[who] += 1;
    return this;
  }

  reset(who: Who): this {
    return this.segment(who, RST | ACK, []);
  }

  /** A datagram between 192.0.2.x and 192.0.2.y. */
  datagram(ends: { from: number; to: number; port: number; source: number }, octets: Uint8Array): this {
    const payload = udp(ends.port, [...octets], ends.source);
    return this.frame(ipv4({ protocol: UDP, source: ends.from, destination: ends.to }, payload));
  }

  /** Any IP packet. */
  frame(packet: Octets): this {
    this.now += 1;
    const seconds = Math.floor(this.now / 1_000);
    this.frames.push({ seconds, fraction: (this.now % 1_000) * 1_000, octets: Uint8Array.from(packet) });
    return this;
  }

  /** The capture as a file. */
  octets(): Uint8Array {
    return pcapOctets(this.frames, { linkWord: RAW });
  }

  private segment(who: Who, bits: number, payload: Octets): this {
    const isClient = who === "client";
    const [source, destination] = isClient ? [CLIENT_PORT, this.port] : [this.port, CLIENT_PORT];
    const header = [
      ...n16(source),
      ...n16(destination),
      ...n32(this.next[who]),
      ...n32(this.next[other(who)]),
      0x50,
      bits,
      ...n16(500),
      ...zeros(4),
      ...payload,
    ];
    const [from, to] = isClient ? [1, 2] : [2, 1];
    return this.frame(ipv4({ protocol: TCP, source: from, destination: to }, header));
  }
}
