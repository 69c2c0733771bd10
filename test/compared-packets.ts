import { createPcapWriter } from "../src/wire/index.ts";
import { n16, n32, type Octets, zeros } from "./packet-layers.ts";

/** A TCP packet of a hand-made capture. */
export interface Made {
  readonly from: "client" | "server";
  /** Milliseconds. */
  readonly at: number;
  /** The client's port; the server's is 80. */
  readonly port: number;
  /** The client's address; 192.0.2.1 where it is left out. */
  readonly client?: Octets;
  readonly sequence: number;
  readonly ack?: number | undefined;
  readonly syn?: boolean;
  readonly reset?: boolean;
  readonly data?: string;
  readonly ttl: number;
  readonly id?: number;
  readonly tsVal?: number;
  readonly mss?: number;
  readonly traffic?: number;
}

export const packet = (
  from: Made["from"],
  at: number,
  said: Partial<Made> & Pick<Made, "sequence" | "ttl">,
): Made => ({ port: 6_000, ...said, from, at });

const SERVER: Octets = [203, 0, 113, 9];
const LINKTYPE_RAW = 101;
/** Seconds since 1970 of time zero. */
const BEGAN = 1_780_000_000;

/** A pcap file of IPv4 packets. */
export function pcap(packets: readonly Made[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const writer = createPcapWriter(LINKTYPE_RAW, (octets) => parts.push(octets));
  for (const made of packets) {
    const octets = Uint8Array.from(octetsOf(made));
    const length = octets.length;
    const [seconds, nanos] = [BEGAN + Math.floor(made.at / 1_000), Math.round((made.at % 1_000) * 1e6)];
    writer.write({ octets, at: 0, captured: length, original: length, seconds, nanos });
  }
  return Buffer.concat(parts);
}

function octetsOf(made: Made): Octets {
  const client = made.client ?? [192, 0, 2, 1];
  const ports = made.from === "client" ? [made.port, 80] : [80, made.port];
  const [source, destination] = made.from === "client" ? [client, SERVER] : [SERVER, client];
  const options = [
    ...(made.mss === undefined ? [] : [2, 4, ...n16(made.mss)]),
    ...(made.tsVal === undefined ? [] : [1, 1, 8, 10, ...n32(made.tsVal), ...n32(1)]),
  ];
  const bits =
    (made.syn === true ? 2 : 0) | (made.reset === true ? 4 : 0) | (made.ack === undefined ? 0 : 16);
  const data = [...Buffer.from(made.data ?? "")];
  const segment = [
    ...ports.flatMap((port) => n16(port)),
    ...n32(made.sequence),
    ...n32(made.ack ?? 0),
    ((20 + options.length) / 4) << 4,
    bits,
    ...n16(500),
    ...zeros(4),
    ...options,
    ...data,
  ];
  return [
    0x45,
    made.traffic ?? 0,
    ...n16(20 + segment.length),
    ...n16(made.id ?? 0),
    0x40,
    0,
    made.ttl,
    6,
    0,
    0,
    ...source,
    ...destination,
    ...segment,
  ];
}
