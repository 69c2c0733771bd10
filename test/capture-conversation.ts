import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pcapOctets } from "./capture-octets.ts";
import { ethernet, n16, n32, type Octets } from "./packet-layers.ts";

/** One TCP packet of a conversation between 192.0.2.10:40000, the client, and 198.51.100.20:443, the server. */
export interface Said {
  /** Seconds since the capture began. */
  readonly at: number;
  readonly by: "client" | "server";
  readonly bits: string;
  /** Sequence and acknowledgement number, each side from 0. */
  readonly seq?: number;
  readonly ack?: number;
  readonly data?: string;
  readonly ttl?: number;
  /** Another port of the client: another conversation. */
  readonly port?: number;
  readonly window?: number;
}

const bitOf: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
const [CLIENT, SERVER] = [
  [192, 0, 2, 10],
  [198, 51, 100, 20],
];
const BASE: Readonly<Record<Said["by"], number>> = { client: 1_000, server: 500_000 };

/** When made captures begin: seconds since 1970. */
export const CAPTURE_START = 1_780_000_000;

/** The octets of the Ethernet frame of a packet. */
export function segmentOctets(said: Said): Octets {
  const { by, bits, seq = 0, ack = 0, data = "", ttl = 64, port = 40_000, window = 500 } = said;
  const isClient = by === "client";
  const other = isClient ? "server" : "client";
  const hasAck = bits.includes("A");
  const payload = [...Buffer.from(data)];
  const tcp = [
    ...n16(isClient ? port : 443),
    ...n16(isClient ? 443 : port),
    ...n32(BASE[by] + seq),
    ...n32(hasAck ? BASE[other] + ack : 0),
    0x50,
    [...bits].reduce((all, bit) => all | (bitOf[bit] ?? 0), 0),
    ...n16(window),
    ...n32(0),
    ...payload,
  ];
  return ethernet(0x0800, [
    ...[0x45, 0, ...n16(20 + tcp.length), ...n16(1), ...n16(0x4000), ttl, 6, ...n16(0)],
    ...(isClient ? CLIENT : SERVER),
    ...(isClient ? SERVER : CLIENT),
    ...tcp,
  ]);
}

/** The octets of a pcap file with these packets. */
export const conversationOctets = (packets: readonly Said[]): Uint8Array =>
  pcapOctets(
    packets.map((said) => ({
      seconds: CAPTURE_START + Math.floor(said.at),
      fraction: Math.round((said.at % 1) * 1e6),
      octets: Uint8Array.from(segmentOctets(said)),
    })),
  );

/** A handshake from one moment on. */
export const handshake = (at: number, port = 40_000): readonly Said[] => [
  { at, by: "client", bits: "S", port },
  { at: at + 0.01, by: "server", bits: "SA", ack: 1, ttl: 60, port },
  { at: at + 0.011, by: "client", bits: "A", seq: 1, ack: 1, port },
];

/** A request, its answer, and the end by both sides. */
export const exchange = (at: number, port = 40_000): readonly Said[] => [
  { at, by: "client", bits: "PA", seq: 1, ack: 1, data: "secret question", port },
  { at: at + 0.01, by: "server", bits: "PA", seq: 1, ack: 16, data: "secret answer", ttl: 60, port },
  { at: at + 0.011, by: "client", bits: "FA", seq: 16, ack: 14, port },
  { at: at + 0.02, by: "server", bits: "FA", seq: 14, ack: 17, ttl: 60, port },
  { at: at + 0.021, by: "client", bits: "A", seq: 17, ack: 15, port },
];

/** A port where nothing listens. */
export const refusal = (at: number, port = 40_000): readonly Said[] => [
  { at, by: "client", bits: "S", port },
  { at: at + 0.01, by: "server", bits: "RA", ack: 1, ttl: 60, port, window: 0 },
];

/** A folder of its own for a test's files, and a function that lays one into it. */
export function captureFolder(): {
  readonly folder: string;
  file(name: string, octets: Uint8Array | string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), "faultline-capture-"));
  return {
    folder,
    file(name, octets) {
      const path = join(folder, name);
      writeFileSync(path, octets);
      return path;
    },
  };
}
