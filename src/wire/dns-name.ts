/** The most octets that a name has on the wire, lengths and root included. RFC 1035, section 2.3.4. */
const MAX_NAME = 255;

/** The most octets of one label. RFC 1035, section 2.3.4. */
const MAX_LABEL = 63;

/** The two high bits that make an octet a pointer. RFC 1035, section 4.1.4. */
const POINTER = 0xc0;

/** The most pointers that one name follows: more than it can have labels, so no honest name needs them. */
const MAX_POINTERS = 128;

/** A name read from a message, and the offset of what follows it. */
interface NameRead {
  /** In presentation form, without the last dot; `.` for the root. */
  readonly name: string;
  readonly end: number;
}

/**
 * Reads a name, following its pointers. RFC 1035, section 4.1.4.
 *
 *     3 w w w | 7 e x a m p l e | 0          labels, then the root
 *     3 w w w | 11oooooo oooooooo            labels, then a pointer to the rest
 *
 * `null` where it leaves the message, points forwards or at itself, is too long, or has a label of an unknown kind.
 */
export function readName(octets: Uint8Array, at: number): NameRead | null {
  const labels: string[] = [];
  let total = 1;
  let pointers = 0;
  let position = at;
  let end: number | null = null;
  for (;;) {
    const length = octets[position];
    if (length === undefined) return null;
    if (length === 0) {
      return { name: labels.length === 0 ? "." : labels.join("."), end: end ?? position + 1 };
    }
    if (length >= POINTER) {
      const low = octets[position + 1];
      if (low === undefined) return null;
      end ??= position + 2;
      const target = ((length & 0x3f) << 8) | low;
      // Only backwards: every honest compressor points at what is already written, and no loop can then last.
      pointers += 1;
      if (target >= position || pointers > MAX_POINTERS) return null;
      position = target;
      continue;
    }
    if (length > MAX_LABEL || position + 1 + length > octets.length) return null;
    total += length + 1;
    if (total > MAX_NAME) return null;
    labels.push(labelText(octets.subarray(position + 1, position + 1 + length)));
    position += 1 + length;
  }
}

const isPlain = (octet: number): boolean => octet > 0x20 && octet < 0x7f && octet !== 0x2e && octet !== 0x5c;

/** A label in presentation form: dots, backslashes and what cannot be printed are escaped. RFC 1035, section 5.1. */
function labelText(label: Uint8Array): string {
  if (label.every(isPlain))
    return Buffer.from(label.buffer, label.byteOffset, label.length).toString("latin1");
  let text = "";
  for (const octet of label) {
    if (octet === 0x2e || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet > 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${octet.toString().padStart(3, "0")}`;
  }
  return text;
}

/**
 * The octets of a name, uncompressed. A last dot is allowed.
 *
 * `null` for what cannot be a name: an empty label, one of more than 63 octets, more than 255 octets in all,
 * or a character outside ASCII (an internationalised name comes as its A-label, RFC 5890).
 */
export function writeName(name: string): Uint8Array | null {
  if (name === "." || name === "") return Uint8Array.of(0);
  const octets: number[] = [];
  let label: number[] = [];
  const finish = () => {
    if (label.length === 0 || label.length > MAX_LABEL) return false;
    octets.push(label.length, ...label);
    label = [];
    return true;
  };
  for (let at = 0; at < name.length; at += 1) {
    const escaped = name[at] === "\\" ? /^\\(?:(\d{3})|(.))/.exec(name.slice(at, at + 4)) : null;
    if (escaped !== null) {
      const octet = escaped[1] === undefined ? (escaped[2] ?? "").charCodeAt(0) : Number(escaped[1]);
      if (octet > 0xff) return null;
      label.push(octet);
      at += escaped[1] === undefined ? 1 : 3;
    } else if (name[at] === ".") {
      if (!finish()) return null;
    } else {
      const code = name.charCodeAt(at);
      if (code > 0x7f) return null;
      label.push(code);
    }
    if (octets.length + label.length > MAX_NAME) return null;
  }
  if (label.length > 0 && !finish()) return null;
  octets.push(0);
  return octets.length > MAX_NAME ? null : Uint8Array.from(octets);
}

/** Whether two names in presentation form are the same name. RFC 4343: case does not count. */
export const isSameName = (a: string, b: string): boolean =>
  a.replace(/(?<=.)\.$/, "").toLowerCase() === b.replace(/(?<=.)\.$/, "").toLowerCase();
