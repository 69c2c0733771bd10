/**
 * Codes of the letters that fields are made of, by their length in bits; those of one length are counted up in the order given.
 * Longer ones are of control characters and of octets above 126: a text with them is not read. RFC 7541, appendix B.
 */
const byBits: readonly (readonly [bits: number, letters: string])[] = [
  [5, "012aceiost"],
  [6, " %-./3456789=A_bdfghlmnpru"],
  [7, ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"],
  [8, "&*,;XZ"],
  [10, '!"()?'],
  [11, "'+|"],
  [12, "#>"],
  [13, "\0$@[]~"],
  [14, "^}"],
  [15, "<`{"],
  [19, "\\"],
];
const MOST_BITS = 19;

/** Letters by `1` followed by their code, so that leading zeros count. */
const letters = makeLetters();

function makeLetters(): ReadonlyMap<number, string> {
  const codes = new Map<number, string>();
  let code = 0;
  let bits = 5;
  for (const [length, all] of byBits) {
    code <<= length - bits;
    bits = length;
    for (const letter of all) {
      codes.set((1 << bits) | code, letter);
      code += 1;
    }
  }
  return codes;
}

/** The text of a Huffman-coded string; `null` where it has other octets than the letters of fields. RFC 7541, section 5.2. */
export function huffmanText(octets: Uint8Array): string | null {
  let text = "";
  let code = 1;
  let bits = 0;
  for (const octet of octets) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      code = (code << 1) | ((octet >> bit) & 1);
      bits += 1;
      const letter = letters.get(code);
      if (letter !== undefined) {
        text += letter;
        code = 1;
        bits = 0;
      } else if (bits > MOST_BITS) return null;
    }
  }
  // What is left is padding: fewer than eight bits, all of them ones.
  return bits < 8 && code === (1 << (bits + 1)) - 1 ? text : null;
}
