import fc from "fast-check";
import { expect, test } from "vitest";
import { type BpfInstruction, encodeBpf, type FramePart, keepWhere } from "./cbpf.ts";

/** What the kernel does with a program: octets kept, 0 for none. */
function run(program: readonly BpfInstruction[], frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  let loaded = 0;
  for (let at = 0; at < program.length; at += 1) {
    const { code, jumpTrue, jumpFalse, value } = program[at] ?? {
      code: 0x06,
      jumpTrue: 0,
      jumpFalse: 0,
      value: 0,
    };
    if (code === 0x06) return value;
    if (code === 0x15) {
      at += loaded === value ? jumpTrue : jumpFalse;
      continue;
    }
    const octets = code === 0x30 ? 1 : code === 0x28 ? 2 : 4;
    if (value + octets > frame.length) return 0;
    loaded =
      octets === 1 ? view.getUint8(value) : octets === 2 ? view.getUint16(value) : view.getUint32(value);
  }
  throw new Error("The program does not end");
}

test("keepWhere() keeps a frame exactly when all parts of one alternative agree", () => {
  const part = fc.record({ at: fc.nat(5), octets: fc.constant(1 as const), is: fc.nat(2) });
  const alternatives = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
  const frame = fc.uint8Array({ minLength: 6, maxLength: 6, max: 2 });
  fc.assert(
    fc.property(alternatives, frame, (wanted: FramePart[][], octets) => {
      const agrees = wanted.some((parts) => parts.every(({ at, is }) => octets[at] === is));
      expect(run(keepWhere(wanted, 96), octets)).toBe(agrees ? 96 : 0);
    }),
  );
});

test("encodeBpf() writes struct sock_filter", () => {
  const [load, compare] = keepWhere([[{ at: 12, octets: 2, is: 0x0806 }]], 64);
  if (!load || !compare) throw new Error("A part is two instructions");
  expect(encodeBpf([load, compare]).toString("hex")).toBe("280000000c000000" + "1500000106080000");
});

test("keepWhere() refuses more than the kernel takes", () => {
  const part = { at: 0, octets: 1, is: 0 } as const;
  expect(() =>
    keepWhere(
      Array.from({ length: 2_000 }, () => [part]),
      64,
    ),
  ).toThrow(RangeError);
  expect(() => keepWhere([Array.from({ length: 128 }, () => part)], 64)).toThrow(RangeError);
});
