/** The memory that was read last, as one buffer: frames lie in the same one, and a view for each text would cost more than the text. */
let last: Buffer = Buffer.alloc(0);

/** Octets as text, a letter each. */
export function latin1(octets: Uint8Array, from: number, end: number): string {
  if (last.buffer !== octets.buffer) last = Buffer.from(octets.buffer);
  return last.toString("latin1", octets.byteOffset + from, octets.byteOffset + Math.min(end, octets.length));
}
