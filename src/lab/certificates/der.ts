/** One DER element: tag, length, content. ITU-T X.690, section 8.1. */
export function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const sequence = (...content: readonly Buffer[]): Buffer => element(0x30, ...content);
export const set = (...content: readonly Buffer[]): Buffer => element(0x31, ...content);
export const octets = (content: Buffer): Buffer => element(0x04, content);
export const bits = (content: Buffer, unused = 0): Buffer => element(0x03, Buffer.from([unused]), content);
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, "utf8"));

/** A constructed, explicitly tagged element: `[0] EXPLICIT`. */
export const tagged = (number: number, ...content: readonly Buffer[]): Buffer =>
  element(0xa0 | number, ...content);

/** A primitive, implicitly tagged element: the names within a GeneralName. */
export const named = (number: number, content: Buffer): Buffer => element(0x80 | number, content);

/** A non-negative INTEGER of up to 20 octets. */
export function integer(value: Buffer | number): Buffer {
  const raw = typeof value === "number" ? Buffer.from([value]) : value;
  // A leading one bit would make it negative.
  return element(0x02, (raw[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), raw]) : raw);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const groups = rest.flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
    return septets;
  });
  return element(0x06, Buffer.from([first * 40 + second, ...groups]));
}

/** A time as RFC 5280 wants it: UTCTime before 2050, GeneralizedTime from then on. */
export function time(date: Date): Buffer {
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digitsOf(date).slice(2), "ascii"))
    : generalizedTime(date);
}

/** GeneralizedTime, which OCSP has for every year. RFC 6960, section 4.2.2.1. */
export const generalizedTime = (date: Date): Buffer => element(0x18, Buffer.from(digitsOf(date), "ascii"));

const digitsOf = (date: Date): string => date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");

/** PEM armour. RFC 7468. */
export function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
