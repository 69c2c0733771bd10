import { type DnsMessage, decodeDnsMessage, rcodeName } from "../../wire/index.ts";
import { askedOf, type DnsAsked, DnsAskedTexts } from "./dns-asked.ts";
import { DnsScan } from "./dns-scan.ts";
import { latin1 } from "./latin1.ts";

/** Bits of a header's flags. RFC 1035, section 4.1.1; RFC 4035, section 3.1.6. */
const flag = {
  response: 0x8000,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  checkingDisabled: 0x0010,
} as const;

/** What of a message must be known at once. */
export interface DnsHeard {
  readonly id: number;
  readonly isResponse: boolean;
  readonly rcode: string;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly ednsSize: number | null;
  /** `null` where there is no question. */
  readonly asked: DnsAsked | null;
  readonly isDamaged: boolean;
  /** The message where it had to be decoded; `null` where it was only looked over. */
  readonly decoded: DnsMessage | null;
}

/** Reads of messages what must be known at once: most are only looked over. */
export class DnsListener {
  private readonly scan = new DnsScan();
  private readonly texts = new DnsAskedTexts();

  /** `null` for what has not even a header. */
  hear(octets: Uint8Array): DnsHeard | null {
    const { scan } = this;
    const asked = scan.look(octets) ? this.texts.of(octets, scan.questionEnd) : null;
    if (asked === null) return heardIn(decodeDnsMessage(octets));
    const { id, flags, ednsSize } = scan;
    return {
      id,
      isResponse: (flags & flag.response) !== 0,
      rcode: rcodeName(scan.rcode),
      truncated: (flags & flag.truncated) !== 0,
      recursionDesired: (flags & flag.recursionDesired) !== 0,
      checkingDisabled: (flags & flag.checkingDisabled) !== 0,
      ednsSize: ednsSize < 0 ? null : ednsSize,
      asked,
      isDamaged: false,
      decoded: null,
    };
  }
}

function heardIn(message: DnsMessage | null): DnsHeard | null {
  if (message === null) return null;
  const { id, isResponse, rcode, truncated, recursionDesired, checkingDisabled, ednsSize } = message;
  const asked = message.question === null ? null : askedOf(message.question);
  const isDamaged = message.damage !== null;
  return {
    id,
    isResponse,
    rcode,
    truncated,
    recursionDesired,
    checkingDisabled,
    ednsSize,
    asked,
    isDamaged,
    decoded: message,
  };
}

/** The octets of a message that was looked over, as text, a letter each: they cost the least memory so. */
export const heldOf = ({ decoded }: DnsHeard, octets: Uint8Array): DnsMessage | string =>
  decoded ?? latin1(octets, 0, octets.length);
