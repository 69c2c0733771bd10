/** One instruction of classic BPF. Linux Documentation/networking/filter.rst. */
export interface BpfInstruction {
  readonly code: number;
  /** Instructions to skip when a comparison holds, and when it does not. */
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly value: number;
}

const plain = (code: number, value: number): BpfInstruction => ({ code, jumpTrue: 0, jumpFalse: 0, value });

/** Loads 1, 2 or 4 octets of the frame, in network order. A frame that is too short is rejected by the kernel. */
export const loadOctets = (octets: 1 | 2 | 4, at: number): BpfInstruction =>
  plain(octets === 1 ? 0x30 : octets === 2 ? 0x28 : 0x20, at);

/** Goes on with the next instruction when what was loaded equals a value; else skips so many. */
export const expectEqual = (value: number, elseSkip: number): BpfInstruction => ({
  code: 0x15,
  jumpTrue: 0,
  jumpFalse: elseSkip,
  value,
});

/** Ends: so many octets of the frame are kept at most; 0 rejects it. */
export const keepOctets = (octets: number): BpfInstruction => plain(0x06, octets);

/** A part of a frame that must have a value. */
export interface FramePart {
  readonly at: number;
  readonly octets: 1 | 2 | 4;
  readonly is: number;
}

/** The kernel's bound on one program (`BPF_MAXINSNS`). */
const MOST_INSTRUCTIONS = 4096;

/**
 * A program that keeps frames of which all parts of any alternative agree, up to a length.
 *
 * @throws RangeError when it would be longer than the kernel takes, or one alternative longer than a jump.
 */
export function keepWhere(
  alternatives: readonly (readonly FramePart[])[],
  snapLength: number,
): readonly BpfInstruction[] {
  const program = alternatives.flatMap((parts) => {
    const tests = parts.flatMap(({ at, octets, is }, index) => {
      // Past the rest of this alternative: two for each further part, and its end.
      const rest = (parts.length - 1 - index) * 2 + 1;
      return [loadOctets(octets, at), expectEqual(is, rest)];
    });
    if (tests.length > 255)
      throw new RangeError(`An alternative has ${parts.length} parts; 127 are the most`);
    return [...tests, keepOctets(snapLength)];
  });
  if (program.length >= MOST_INSTRUCTIONS)
    throw new RangeError(`The filter has ${program.length} instructions`);
  return [...program, keepOctets(0)];
}

/** The program as `struct sock_filter[]`. */
export function encodeBpf(program: readonly BpfInstruction[]): Buffer {
  const octets = Buffer.alloc(program.length * 8);
  for (const [index, { code, jumpTrue, jumpFalse, value }] of program.entries()) {
    octets.writeUInt16LE(code, index * 8);
    octets.writeUInt8(jumpTrue, index * 8 + 2);
    octets.writeUInt8(jumpFalse, index * 8 + 3);
    octets.writeUInt32LE(value, index * 8 + 4);
  }
  return octets;
}
