import { isIP } from "node:net";

/** A numeric address as a number; `null` for what is none, and for one with a zone. RFC 4291, section 2.2. */
export function addressNumber(text: string): bigint | null {
  const family = isIP(text);
  if (family === 4) return text.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  if (family !== 6 || text.includes("%")) return null;
  const [head = "", tail] = text.split("::");
  const words = (half: string): readonly string[] =>
    half === ""
      ? []
      : half.split(":").flatMap((word) => {
          if (!word.includes(".")) return [word];
          const last = addressNumber(word) ?? 0n;
          return [(last >> 16n).toString(16), (last & 0xffffn).toString(16)];
        });
  const [before, after] = [words(head), tail === undefined ? [] : words(tail)];
  const zeros =
    tail === undefined
      ? []
      : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n);
}

/** The address of a number; IPv6 as RFC 5952 writes it. */
export function numberAddress(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const words = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(":");
  // The URL parser writes IPv6 addresses as RFC 5952 does.
  return new URL(`http://[${words}]/`).hostname.slice(1, -1);
}
