import { isIP } from "node:net";

/** ARP and neighbour discovery, as far as asking and answering for one address goes. */
const [ETHERTYPE_ARP, ETHERTYPE_IPV6] = [0x0806, 0x86dd];
const ARP_REPLY = 2;
const ICMPV6 = 58;
const [NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT] = [135, 136];
const BROADCAST = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** Where a frame must have which value for it to be an answer of either kind: for a filter. */
export const answerParts = [
  [
    { at: 12, octets: 2, is: ETHERTYPE_ARP },
    { at: 20, octets: 2, is: ARP_REPLY },
  ],
  [
    { at: 12, octets: 2, is: ETHERTYPE_IPV6 },
    { at: 20, octets: 1, is: ICMPV6 },
    { at: 54, octets: 1, is: NEIGHBOUR_ADVERTISEMENT },
  ],
] as const;

/**
 * The frame that asks who has an address, without claiming one for the asker: an ARP probe (RFC 5227, section 2.1.1), or a
 * neighbour solicitation from the unspecified address (RFC 4862, section 5.4.2). No cache learns from it.
 *
 * @param from The asker's hardware address, `02:00:…`.
 */
export function askWhoHas(address: string, from: string): Uint8Array {
  const own = from.split(":").map((octet) => Number.parseInt(octet, 16));
  const target = octetsOf(address);
  if (target.length === 4) {
    const head = [0, 1, 0x08, 0, 6, 4, 0, 1];
    return Uint8Array.from([
      ...BROADCAST,
      ...own,
      0x08,
      0x06,
      ...head,
      ...own,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...target,
    ]);
  }
  const group = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, ...target.slice(13)];
  const message = [NEIGHBOUR_SOLICITATION, 0, 0, 0, 0, 0, 0, 0, ...target];
  const sum = checksum([
    ...new Array<number>(16).fill(0),
    ...group,
    0,
    0,
    0,
    message.length,
    0,
    0,
    0,
    ICMPV6,
    ...message,
  ]);
  message[2] = sum >> 8;
  message[3] = sum & 0xff;
  const ip = [0x60, 0, 0, 0, 0, message.length, ICMPV6, 255, ...new Array<number>(16).fill(0), ...group];
  return Uint8Array.from([0x33, 0x33, ...group.slice(12), ...own, 0x86, 0xdd, ...ip, ...message]);
}

/** The hardware address that a frame gives for an address; `null` where it is no answer for it. Never throws. */
export function answerFor(address: string, frame: Uint8Array): string | null {
  const type = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  const wanted = octetsOf(address);
  const holds = (at: number) => wanted.every((octet, index) => frame[at + index] === octet);
  if (type === ETHERTYPE_ARP && wanted.length === 4) {
    const isReply = frame.length >= 42 && frame[20] === 0 && frame[21] === ARP_REPLY;
    return isReply && holds(28) ? hardware(frame, 22) : null;
  }
  if (type !== ETHERTYPE_IPV6 || wanted.length !== 16 || frame.length < 78) return null;
  const isAdvertisement = frame[20] === ICMPV6 && frame[54] === NEIGHBOUR_ADVERTISEMENT;
  if (!isAdvertisement || !holds(62)) return null;
  // RFC 4861, section 4.4: the option with the target's link-layer address; without it, whoever sent the frame.
  const hasOption = frame.length >= 86 && frame[78] === 2 && frame[79] === 1;
  return hardware(frame, hasOption ? 80 : 6);
}

/** The hardware address at a place of a frame, as `02:00:…`. */
export function hardware(frame: Uint8Array, at: number): string {
  return [...frame.subarray(at, at + 6)].map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}

/** The octets of a numeric address, 4 or 16; none for what is no address. */
export function octetsOf(address: string): readonly number[] {
  if (isIP(address) === 4) return address.split(".").map(Number);
  if (isIP(address) !== 6 || address.includes("%")) return [];
  // An address that ends as IPv4 does, as two groups. RFC 4291, section 2.2.
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = "", tail] = plain.split("::");
  const groups = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = new Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0);
  return [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]);
}

/** The Internet checksum. RFC 1071. */
function checksum(octets: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
