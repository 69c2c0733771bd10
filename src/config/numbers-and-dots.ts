/** What may stand for one part of an address: decimal, octal after 0, hexadecimal after 0x. inet(3). */
const PART = /^(?:0x[0-9a-f]{1,8}|0[0-7]{0,11}|[1-9]\d{0,9})$/i;

/**
 * An IPv4 address in one of the older forms that every client takes (`127.1`, `0x7f.1`, `2130706433`), in the usual one;
 * `null` for what is none. inet(3): the last part fills all octets that are left.
 */
export function numbersAndDots(text: string): string | null {
  const parts = text.split(".");
  if (parts.length > 4 || parts.some((part) => !PART.test(part))) return null;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  const room = 4 - numbers.length;
  if (numbers.some((number) => number > 255) || last >= 256 ** room) return null;
  const rest = Array.from({ length: room }, (_, index) => Math.floor(last / 256 ** (room - 1 - index)) % 256);
  return [...numbers, ...rest].join(".");
}
