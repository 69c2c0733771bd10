import { isIP } from "node:net";
import { formatAddress, parseAddress } from "./address-octets.ts";
import { maskTo } from "./redact-address.ts";
import type { WordPseudonyms } from "./redact-name.ts";

/** Gives an address its pseudonym. */
export type AddressPseudonym = (address: string) => string;

const hardware = /(?<![\w:])[0-9a-f]{2}(?::[0-9a-f]{2}){5,31}(?![\w:])/;
const reversed = /(?<![\w.])(?:(?<v4>(?:\d{1,3}\.){1,4})in-addr|(?<v6>(?:[0-9a-f]\.){1,32})ip6)\.arpa/;
// Begins only where a run of its signs does, so that the time is linear.
const colons = /(?<![0-9a-f:.])(?<run>[0-9a-f:.]*:[0-9a-f:.]*)/;
const dotted =
  /(?<!\d)(?<!\d\.)(?<address>\d{1,3}(?:\.\d{1,3}){3})(?<more>(?:\.\d+)*)(?!\d)(?<length>\/\d{1,2}(?![\w/.]))?/;
const any = new RegExp([hardware, reversed, colons, dotted].map(({ source }) => source).join("|"), "gi");

/**
 * Replaces every address in a text: with ports, in brackets, as networks, in reverse, inside of words, as hardware's.
 * One pass, so that no pseudonym is taken for an address in turn.
 */
export function rewriteAddresses(text: string, pseudonym: AddressPseudonym, words: WordPseudonyms): string {
  return text.replace(any, (found: string, ...rest: readonly unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>; // Named groups come last.
    const offset = rest.at(-3) as number; // Before them the whole text, and before that the offset.
    const { v4, v6, run, address } = groups;
    if (v4 !== undefined || v6 !== undefined) return rewriteReversed(found, { v4, v6 }, pseudonym);
    if (run !== undefined) return rewriteColons(run, text, { offset, pseudonym });
    return address === undefined ? rewriteHardware(found, words) : rewriteDotted(found, groups, pseudonym);
  });
}

const everyDotted = new RegExp(dotted.source, "g");

function rewriteDotted(
  found: string,
  { address = "", more = "", length }: Readonly<Record<string, string | undefined>>,
  pseudonym: AddressPseudonym,
): string {
  // More numbers behind: one is a port as tcpdump writes it, several are an object identifier.
  if (isIP(address) !== 4 || more.split(".").length > 2) return found;
  return `${rewriteNetwork(address, length, pseudonym)}${more}${length ?? ""}`;
}

/** An address, or the address of a network: the bits after its prefix stay zero. */
function rewriteNetwork(address: string, length: string | undefined, pseudonym: AddressPseudonym): string {
  const octets = parseAddress(address);
  const bits = length === undefined ? Number.NaN : Number(length.slice(1));
  const turned = pseudonym(address);
  const isNetwork =
    bits <= octets.length * 8 && formatAddress(maskTo(octets, bits)) === formatAddress(octets);
  return isNetwork ? formatAddress(maskTo(parseAddress(turned), bits)) : turned;
}

/** A run of digits and colons: an IPv6 address, with what is no part of it left at its ends; or a time, which stays. */
function rewriteColons(
  run: string,
  text: string,
  at: { readonly offset: number; readonly pseudonym: AddressPseudonym },
): string {
  const asDotted = () =>
    run.replace(everyDotted, (found, ...rest) =>
      rewriteDotted(found, rest.at(-1) as Readonly<Record<string, string | undefined>>, at.pseudonym),
    );
  if (!run.slice(run.indexOf(":") + 1).includes(":")) return asDotted();
  const [, lead = "", core = "", tail = ""] = /^([.]*)(.*?)([.]*)$/s.exec(run) ?? [];
  const inWord = /[\p{L}\p{N}_]/u.test(text[at.offset - 1] ?? "");
  const cuts: readonly (readonly [string, string, string])[] = [
    [inWord ? "?" : "", core, ""],
    ["", core.replace(/:$/, ""), ":"],
    // `IP:2001:db8::1`, and `face:2001:db8::1` whose word is made of hexadecimal digits.
    [core.slice(0, core.indexOf(":") + 1), core.slice(core.indexOf(":") + 1), ""],
    [core.slice(0, core.indexOf(":") + 1), core.slice(core.indexOf(":") + 1).replace(/:$/, ""), ":"],
    // A port behind an address without its brackets: more than a group of the address can be.
    [inWord ? "?" : "", core.replace(/:\d{1,5}$/, ""), /:\d{1,5}$/.exec(core)?.[0] ?? ""],
    [inWord ? "?" : "", core.replace(/\.\d+$/, ""), /\.\d+$/.exec(core)?.[0] ?? ""],
  ];
  // `std::string` is no address: its letters go on.
  if (/[\p{L}\p{N}_]/u.test(text[at.offset + run.length] ?? "")) return asDotted();
  for (const [before, address, after] of cuts) {
    if (
      before === "?" ||
      isIP(address) !== 6 ||
      before.length + address.length + after.length !== core.length
    )
      continue;
    const length = /^\/\d{1,3}(?![\w/.])/.exec(text.slice(at.offset + run.length))?.[0];
    return `${lead}${before}${rewriteNetwork(address, length, at.pseudonym)}${after}${tail}`;
  }
  return asDotted();
}

function rewriteHardware(found: string, words: WordPseudonyms): string {
  const octets = found.split(":");
  if (octets.every((octet) => octet === octets[0] && /^(?:00|ff)$/i.test(octet))) return found;
  if (octets.length === 6) return words.hardware(found);
  // The kernel's packet log writes destination, source and type in one. 14 octets: an Ethernet header.
  if (octets.length === 14) {
    const [to, from] = [octets.slice(0, 6).join(":"), octets.slice(6, 12).join(":")];
    return [words.hardware(to), words.hardware(from), ...octets.slice(12)].join(":");
  }
  return (words.hex(octets.join("")).match(/../g) ?? []).join(":");
}

/** `10.2.0.192.in-addr.arpa`, or as many of its labels as a zone has. RFC 1035, section 3.5; RFC 3596, section 2.5. */
function rewriteReversed(
  found: string,
  { v4, v6 }: { readonly v4: string | undefined; readonly v6: string | undefined },
  pseudonym: AddressPseudonym,
): string {
  const parts = (v4 ?? v6 ?? "").slice(0, -1).split(".").reverse();
  const whole = [...parts, ...new Array<string>((v4 === undefined ? 32 : 4) - parts.length).fill("0")];
  const address = v4 === undefined ? (whole.join("").match(/.{4}/g) ?? []).join(":") : whole.join(".");
  if (isIP(address) === 0) return found;
  const octets = parseAddress(pseudonym(address));
  const turned =
    v4 === undefined
      ? [...octets].flatMap((octet) => [(octet >> 4).toString(16), (octet & 15).toString(16)])
      : [...octets].map(String);
  return `${turned.slice(0, parts.length).reverse().join(".")}.${v4 === undefined ? "ip6" : "in-addr"}.arpa`;
}
