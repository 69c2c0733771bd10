import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDnsMessage } from "../../wire/index.ts";
import { DnsListener } from "./dns-heard.ts";

const n16 = (value: number): number[] => [value >> 8, value & 255];
const NAME = [3, 119, 119, 119, 7, 69, 120, 97, 109, 112, 108, 101, 3, 99, 111, 109, 0];
const record = (type: number, data: readonly number[]) => [
  ...[0xc0, 12, ...n16(type), 0, 1, 0, 0, 1, 44],
  ...n16(data.length),
  ...data,
];

/** An answer with an alias, both kinds of addresses, an SOA and an OPT record with an upper bit of the rcode. */
const answer = Uint8Array.from([
  ...[...n16(7), ...n16(0x8380), ...n16(1), ...n16(3), ...n16(1), ...n16(1)],
  ...[...NAME, ...n16(1), ...n16(1)],
  ...record(5, [0xc0, 16]),
  ...record(1, [192, 0, 2, 1]),
  ...record(28, [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
  ...record(6, [0xc0, 16, 0xc0, 16, ...new Array<number>(20).fill(0)]),
  ...[0, ...n16(41), ...n16(1_232), 1, 0, 0, 0, ...n16(0)],
]);

/** What the decoder says of the same octets. */
function decoded(octets: Uint8Array) {
  const message = decodeDnsMessage(octets);
  if (message === null) return null;
  const { id, isResponse, rcode, truncated, recursionDesired, checkingDisabled, ednsSize, question } =
    message;
  const isDamaged = message.damage !== null;
  const name = question?.name ?? null;
  const type = question?.type ?? null;
  return {
    id,
    isResponse,
    rcode,
    truncated,
    recursionDesired,
    checkingDisabled,
    ednsSize,
    isDamaged,
    name,
    type,
  };
}

function heard(listener: DnsListener, octets: Uint8Array) {
  const message = listener.hear(octets);
  if (message === null) return null;
  const { id, isResponse, rcode, truncated, recursionDesired, checkingDisabled, ednsSize, asked } = message;
  const { isDamaged } = message;
  const [name, type] = [asked?.name ?? null, asked?.type ?? null];
  return {
    id,
    isResponse,
    rcode,
    truncated,
    recursionDesired,
    checkingDisabled,
    ednsSize,
    isDamaged,
    name,
    type,
  };
}

describe("DnsListener", () => {
  test("looks over a usual answer without decoding it", () => {
    const message = new DnsListener().hear(answer);
    expect(message).toMatchObject({ decoded: null, rcode: "BADVERS", truncated: true, ednsSize: 1_232 });
    expect(message?.asked).toMatchObject({ name: "www.Example.com", lower: "www.example.com", type: "A" });
  });

  test("hears of every truncation what the decoder reads", () => {
    const listener = new DnsListener();
    for (let end = 0; end <= answer.length; end += 1)
      expect(heard(listener, answer.subarray(0, end))).toEqual(decoded(answer.subarray(0, end)));
  });

  test("hears of any octets what the decoder reads", () => {
    const listener = new DnsListener();
    const change = fc.tuple(fc.nat({ max: answer.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const octets = new Uint8Array(answer);
        for (const [at, octet] of changes) octets[at] = octet;
        expect(heard(listener, octets)).toEqual(decoded(octets));
      }),
    );
  });
});
