import { expect, test } from "vitest";
import { frameOf } from "../../../test/packet-frames.ts";
import { ipv4, n16, n32, sll2, udp, zeros } from "../../../test/packet-layers.ts";
import { SecondCopies } from "./second-copies.ts";

const [ACK, RST_ACK, SYN] = [0x10, 0x14, 0x02];

/** A segment from 192.0.2.1 to .2 on an interface; 4 is outgoing. */
function segment(
  interface_: number,
  type: number,
  said: { sequence: number; octets?: number; bits?: number; ack?: number },
) {
  const { sequence, octets = 0, bits = ACK, ack = 1 } = said;
  const tcp = [
    ...n16(40_000),
    ...n16(80),
    ...n32(sequence),
    ...n32(ack),
    0x50,
    bits,
    ...zeros(6),
    ...zeros(octets),
  ];
  return on(interface_, type, ipv4({ protocol: 6 }, tcp));
}

function on(interface_: number, type: number, packet: readonly number[], seconds = 0) {
  const octets = [...sll2(0x0800, packet)];
  octets.splice(4, 4, ...n32(interface_));
  octets[10] = type;
  return frameOf(276, octets, octets.length, seconds);
}

test("what is seen on a second interface and has come no farther is a copy", () => {
  const copies = new SecondCopies();
  expect(copies.isCopy(segment(3, 0, { sequence: 100, octets: 50 }))).toBe(false);
  expect(copies.isCopy(segment(5, 4, { sequence: 100, octets: 50 }))).toBe(true);
  expect(copies.isCopy(segment(3, 0, { sequence: 150, octets: 50 }))).toBe(false);
  expect(copies.isCopy(segment(5, 4, { sequence: 150, octets: 50 }))).toBe(true);
  expect(copies.count).toBe(2);
});

test("a repetition where the first was seen is no copy", () => {
  const copies = new SecondCopies();
  for (let time = 0; time < 2; time += 1) {
    expect(copies.isCopy(segment(3, 0, { sequence: 100, octets: 50 }))).toBe(false);
    expect(copies.isCopy(segment(5, 4, { sequence: 100, octets: 50 }))).toBe(true);
  }
});

test("the segments into which the card below cuts a large one are copies", () => {
  const copies = new SecondCopies();
  expect(copies.isCopy(segment(9, 4, { sequence: 0xffff_ff00, octets: 3_000 }))).toBe(false);
  expect(copies.isCopy(segment(3, 4, { sequence: 0xffff_ff00, octets: 1_500 }))).toBe(true);
  expect(copies.isCopy(segment(3, 4, { sequence: 0xffff_ff00 + 1_500, octets: 1_500 }))).toBe(true);
});

test("what goes another way from now on is read there", () => {
  const copies = new SecondCopies();
  expect(copies.isCopy(segment(3, 0, { sequence: 100, octets: 50 }))).toBe(false);
  expect(copies.isCopy(segment(4, 0, { sequence: 150, octets: 50 }))).toBe(false);
  expect(copies.isCopy(segment(4, 0, { sequence: 200, octets: 50 }))).toBe(false);
  expect(copies.isCopy(segment(4, 0, { sequence: 250, ack: 900 }))).toBe(false);
});

test("a reset that passes only on one interface is no copy, and one that crosses is", () => {
  const copies = new SecondCopies();
  copies.isCopy(segment(3, 0, { sequence: 1, bits: SYN }));
  copies.isCopy(segment(3, 0, { sequence: 2, octets: 100 }));
  expect(copies.isCopy(segment(5, 4, { sequence: 50, bits: RST_ACK }))).toBe(false);
  const other = new SecondCopies();
  expect(other.isCopy(segment(3, 0, { sequence: 50, bits: RST_ACK }))).toBe(false);
  expect(other.isCopy(segment(5, 4, { sequence: 50, bits: RST_ACK }))).toBe(true);
});

test("a datagram is a copy on another interface, and a question asked again is none", () => {
  const copies = new SecondCopies();
  const question = ipv4({ protocol: 17 }, udp(53, [1, 2, 3, 4, 5, 6, 7, 8]));
  expect(copies.isCopy(on(3, 0, question))).toBe(false);
  expect(copies.isCopy(on(5, 4, question))).toBe(true);
  expect(copies.isCopy(on(3, 0, question))).toBe(false);
  expect(copies.isCopy(on(5, 4, ipv4({ protocol: 17 }, udp(53, [9, 9, 3, 4, 5, 6, 7, 8]))))).toBe(false);
  expect(copies.isCopy(on(6, 0, question, 5))).toBe(false);
});
