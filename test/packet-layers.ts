/** Layers of packets for tests, each a function that wraps what it is given. All numbers are in network order but where said. */

export type Octets = readonly number[];

export const n16 = (value: number): Octets => [(value >> 8) & 255, value & 255];
export const n32 = (value: number): Octets => [...n16(value >>> 16), ...n16(value & 0xffff)];
export const little16 = (value: number): Octets => n16(value).toReversed();
export const little32 = (value: number): Octets => n32(value).toReversed();
export const zeros = (count: number): Octets => new Array<number>(count).fill(0);

/** Sequence number of `tcp`, by which a test knows it again. */
export const SEQUENCE = 0x01020304;

export const tcp = (payload: Octets = [1, 2, 3]): Octets => [
  ...n16(40_000),
  ...n16(443),
  ...n32(SEQUENCE),
  ...n32(7),
  0x50,
  0x18,
  ...n16(500),
  ...zeros(4),
  ...payload,
];

export const udp = (destination: number, payload: Octets, source = 40_000): Octets => [
  ...n16(source),
  ...n16(destination),
  ...n16(8 + payload.length),
  ...n16(0),
  ...payload,
];

export interface Ipv4Said {
  readonly protocol: number;
  readonly id?: number;
  /** Flags and offset, as the header has them. */
  readonly fragment?: number;
  readonly total?: number;
  readonly first?: number;
  /** Last octets of 192.0.2.x. */
  readonly source?: number;
  readonly destination?: number;
  readonly options?: Octets;
}

export const ipv4 = (said: Ipv4Said, payload: Octets): Octets => {
  const options = said.options ?? [];
  return [
    said.first ?? 0x45 + options.length / 4,
    0x28,
    ...n16(said.total ?? 20 + options.length + payload.length),
    ...n16(said.id ?? 0x1234),
    ...n16(said.fragment ?? 0x4000),
    63,
    said.protocol,
    ...n16(0),
    192,
    0,
    2,
    said.source ?? 1,
    192,
    0,
    2,
    said.destination ?? 2,
    ...options,
    ...payload,
  ];
};

export const ipv6 = (next: number, payload: Octets, length = payload.length): Octets => [
  ...[0x62, 0x81, 0x23, 0x45],
  ...n16(length),
  next,
  62,
  ...[0x20, 0x01, 0x0d, 0xb8, ...zeros(11), 1],
  ...[0x20, 0x01, 0x0d, 0xb8, ...zeros(11), 2],
  ...payload,
];

/** The packet that most frames carry at the innermost. */
export const inner4 = ipv4({ protocol: 6 }, tcp());
export const inner6 = ipv6(6, tcp());
/** The outer header of a tunnel. */
export const outer4 = (protocol: number, payload: Octets): Octets =>
  ipv4({ protocol, source: 101, destination: 102 }, payload);

const addresses: Octets = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
export const ethernet = (type: number, payload: Octets): Octets => [...addresses, ...n16(type), ...payload];
export const vlan = (number: number, type: number, payload: Octets): Octets => [
  ...n16(0x2000 | number),
  ...n16(type),
  ...payload,
];
export const snap = (type: number, payload: Octets): Octets => [
  0xaa,
  0xaa,
  3,
  0,
  0,
  0,
  ...n16(type),
  ...payload,
];
export const ethernet8023 = (payload: Octets): Octets => ethernet(payload.length, payload);
export const mpls = (labels: readonly number[], payload: Octets): Octets => [
  ...labels.flatMap((label, index) => n32((label << 12) | (index === labels.length - 1 ? 0x100 : 0) | 64)),
  ...payload,
];
export const pppoe = (protocol: number, payload: Octets): Octets => [
  ...[0x11, 0, 0, 9],
  ...n16(payload.length + 2),
  ...n16(protocol),
  ...payload,
];
export const gre = (flags: number, type: number, fields: Octets, payload: Octets): Octets => [
  ...n16(flags),
  ...n16(type),
  ...fields,
  ...payload,
];
export const vxlan = (payload: Octets): Octets => [8, 0, 0, 0, 0, 0, 42, 0, ...payload];
export const geneve = (type: number, options: Octets, payload: Octets): Octets => [
  options.length / 4,
  0,
  ...n16(type),
  ...[0, 0, 42, 0],
  ...options,
  ...payload,
];
/** `extra`: the four optional octets and extension headers. */
export const gtp = (flags: number, extra: Octets, payload: Octets): Octets => [
  0x30 | flags,
  255,
  ...n16(extra.length + payload.length),
  ...n32(77),
  ...extra,
  ...payload,
];
export const authentication = (next: number, payload: Octets): Octets => [
  ...[next, 4, 0, 0],
  ...n32(1),
  ...n32(2),
  ...zeros(12),
  ...payload,
];
/** An extension header of `units` × 8 octets behind the first 8, filled with padding. */
export const extension = (next: number, units: number, payload: Octets): Octets => [
  next,
  units,
  ...[1, 4 + units * 8],
  ...zeros(4 + units * 8),
  ...payload,
];
export const fragmentHeader = (next: number, said: number, id: number, payload: Octets): Octets => [
  next,
  0,
  ...n16(said),
  ...n32(id),
  ...payload,
];

export const sll = (protocol: number, payload: Octets): Octets => [
  ...[0, 0, 0, 1, 0, 6],
  ...[2, 0, 0, 0, 0, 1, 0, 0],
  ...n16(protocol),
  ...payload,
];
export const sll2 = (protocol: number, payload: Octets): Octets => [
  ...n16(protocol),
  ...[0, 0, 0, 0, 0, 3, 0, 1, 0, 6],
  ...[2, 0, 0, 0, 0, 1, 0, 0],
  ...payload,
];
/** `control`: the two octets of frame control, as they come; `behind`: what follows the three addresses and the sequence. */
export const wifi = (control: Octets, behind: Octets, payload: Octets, sequence = 0): Octets => [
  ...control,
  ...[0, 0],
  ...addresses,
  ...[2, 0, 0, 0, 0, 3],
  ...little16(sequence),
  ...behind,
  ...payload,
];
/** `present` and the fields that it names. */
export const radiotap = (present: Octets, fields: Octets, payload: Octets): Octets => [
  ...[0, 0],
  ...little16(4 + present.length + fields.length),
  ...present,
  ...fields,
  ...payload,
];
export const nflog = (order: (value: number) => Octets, family: number, payload: Octets): Octets => [
  ...[family, 0, 0, 5],
  ...[...order(8), ...order(1), 8, 0, 3, 0],
  ...[...order(9), ...order(10), 97, 98, 99, 0, 0, ...zeros(3)],
  ...[...order(4 + payload.length), ...order(9), ...payload],
];
