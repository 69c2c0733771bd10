import { decodeDnsMessage } from "../../wire/index.ts";
import { hashOfOctets, hashOfText } from "./hash.ts";

/** Questions whose texts are remembered. */
const MOST_REMEMBERED = 8_192;
const HEADER = 12;

/** What is asked for: a name and a type, in presentation form. */
export interface DnsAsked {
  readonly name: string;
  readonly type: string;
  /** The name in lower case: case does not count. RFC 4343. */
  readonly lower: string;
  /** The same for all that ask the same. */
  readonly hash: number;
}

/** Whether two ask the same. */
export const isSameAsked = (one: DnsAsked, other: DnsAsked): boolean =>
  one === other || (one.type === other.type && one.lower === other.lower);

/** A question that was decoded. */
export function askedOf({ name, type }: { readonly name: string; readonly type: string }): DnsAsked {
  const lower = name.toLowerCase();
  return { name, type, lower, hash: hashOfText(lower) ^ hashOfText(type) };
}

/** Questions as text, made once for many messages that ask the same. */
export class DnsAskedTexts {
  private readonly remembered = new Map<number, { readonly octets: Uint8Array; readonly asked: DnsAsked }>();

  /** The question of a message, which ends at an offset and can be read. */
  of(octets: Uint8Array, end: number): DnsAsked | null {
    const hash = hashOfOctets(octets, HEADER, end);
    const known = this.remembered.get(hash);
    if (known !== undefined && isSame(known.octets, octets, end)) return known.asked;
    // Without what is behind the question: that is not read then.
    const question = decodeDnsMessage(octets.subarray(0, end))?.question ?? null;
    if (question === null) return null;
    const asked = askedOf(question);
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(hash, { octets: new Uint8Array(octets.subarray(HEADER, end)), asked });
    return asked;
  }
}

function isSame(known: Uint8Array, octets: Uint8Array, end: number): boolean {
  if (known.length !== end - HEADER) return false;
  for (let index = 0; index < known.length; index += 1)
    if (known[index] !== octets[HEADER + index]) return false;
  return true;
}
