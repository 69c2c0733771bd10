import { addressText } from "./ip-address.ts";
import { childrenOf, type Der, oidOf, readAll, readDer, tag } from "./x509-der.ts";

/** Short names of attributes. RFC 4514, section 3, and what OpenSSL adds. */
const attributes: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.97": "organizationIdentifier",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};

/** A distinguished name in DER as text, the most telling part first; `null` where it cannot be read. RFC 4514. */
export function decodeName(octets: Uint8Array): string | null {
  const name = readDer(octets);
  return name?.tag === tag.sequence ? nameText(name) : null;
}

/** A Name element as text. Empty where the name is. */
export function nameText(name: Der): string {
  const parts = childrenOf(name).map((set) =>
    childrenOf(set)
      .map((pair) => {
        const [type, value] = childrenOf(pair);
        const oid = oidOf(type);
        return `${attributes[oid] ?? oid}=${makeHarmless(stringText(value))}`;
      })
      .join("+"),
  );
  return parts.toReversed().join(", ");
}

/** A string of any of the types that names use. RFC 5280, section 4.1.2.4. */
function stringText(value: Der | undefined): string {
  if (value === undefined) return "";
  const octets = Buffer.from(value.content);
  const UTF8_STRING = 0x0c;
  const BMP_STRING = 0x1e;
  if (value.tag === UTF8_STRING) return octets.toString("utf8");
  if (value.tag === BMP_STRING) return octets.length % 2 === 0 ? octets.swap16().toString("utf16le") : "";
  return octets.toString("latin1");
}

/** Makes control characters harmless for terminals, and separators readable. RFC 4514, section 2.4. */
const makeHarmless = (text: string): string =>
  text.replace(/[\\,+"<>;]/g, (character) => `\\${character}`).replace(/\p{Cc}/gu, "?");

/** Entries of a GeneralNames that can name a server: `DNS:`, `IP:`, `URI:`, `email:`. RFC 5280, section 4.2.1.6. */
export function generalNames(content: Uint8Array): readonly string[] {
  return readAll(content).flatMap((entry) => {
    const text = Buffer.from(entry.content)
      .toString("latin1")
      .replace(/\p{Cc}/gu, "?");
    if (entry.tag === tag.contextPrimitive(1)) return [`email:${text}`];
    if (entry.tag === tag.contextPrimitive(2)) return [`DNS:${text}`];
    if (entry.tag === tag.contextPrimitive(6)) return [`URI:${text}`];
    if (entry.tag === tag.contextPrimitive(7))
      return [`IP:${addressText(entry.content) ?? Buffer.from(entry.content).toString("hex")}`];
    return [];
  });
}
