import fc from "fast-check";
import { expect, test } from "vitest";
import { answerFor, askWhoHas, octetsOf } from "./address-conflict-frames.ts";

const OWN = "02:00:00:00:00:01";
const OTHER = "02:00:00:00:00:09";
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));

const arpReply = hex(
  "020000000001 020000000009 0806 0001 0800 06 04 0002 020000000009 c6336409 020000000001 00000000",
);
const advertisement = hex(
  "333300000001 020000000009 86dd 60000000 0020 3a ff 20010db8000000000000000000000009 ff020000000000000000000000000001" +
    "8800 1234 20000000 20010db8000000000000000000000009 0201 020000000009",
);

test("askWhoHas() asks by an ARP probe that claims nothing", () => {
  expect(Buffer.from(askWhoHas("198.51.100.9", OWN)).toString("hex")).toBe(
    "ffffffffffff" +
      "020000000001" +
      "0806" +
      "0001080006040001" +
      "020000000001" +
      "00000000" +
      "000000000000" +
      "c6336409",
  );
});

test("askWhoHas() asks by a neighbour solicitation from the unspecified address, with its checksum", () => {
  const frame = askWhoHas("2001:db8::9", OWN);
  expect(frame.length).toBe(78);
  expect(Buffer.from(frame.subarray(0, 14)).toString("hex")).toBe("3333ff000009" + "020000000001" + "86dd");
  const pseudo = [...frame.subarray(22, 54), 0, 0, 0, 24, 0, 0, 0, 58, ...frame.subarray(54)];
  let sum = 0;
  for (let at = 0; at < pseudo.length; at += 2) sum += ((pseudo[at] ?? 0) << 8) | (pseudo[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  expect(sum).toBe(0xffff);
});

test("answerFor() reads who answers, for the address that was asked alone", () => {
  expect(answerFor("198.51.100.9", arpReply)).toBe(OTHER);
  expect(answerFor("198.51.100.8", arpReply)).toBeNull();
  expect(answerFor("2001:db8::9", advertisement)).toBe(OTHER);
  expect(answerFor("2001:db8::8", advertisement)).toBeNull();
  // Without the option it is whoever sent the frame.
  expect(answerFor("2001:db8::9", advertisement.subarray(0, 78))).toBe(OTHER);
  expect(answerFor("198.51.100.9", askWhoHas("198.51.100.9", OWN))).toBeNull();
});

test("no truncation and no octets make answerFor() throw", () => {
  for (const frame of [arpReply, advertisement])
    for (let end = 0; end <= frame.length; end += 1) answerFor("2001:db8::9", frame.subarray(0, end));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom("192.0.2.1", "2001:db8::1"),
      (frame, address) => {
        expect(answerFor(address, frame) ?? OWN).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
      },
    ),
  );
});

test("octetsOf() gives 4 or 16 octets for every address", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => octetsOf(address).length === 4));
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const octets = octetsOf(address);
      expect(octets.length).toBe(16);
      expect(octets.every((octet) => octet >= 0 && octet <= 255)).toBe(true);
    }),
  );
  expect(octetsOf("::ffff:192.0.2.1").slice(12)).toEqual([192, 0, 2, 1]);
});
