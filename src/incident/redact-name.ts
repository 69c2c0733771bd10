import { createHmac, createSecretKey } from "node:crypto";

/** Second-level labels under which countries register: there the suffix is two labels. The common ones of publicsuffix.org. */
const secondLevel = new Set([
  "ac",
  "co",
  "com",
  "edu",
  "gob",
  "gov",
  "go",
  "ltd",
  "mil",
  "ne",
  "net",
  "nom",
  "or",
  "org",
  "plc",
]);

/** Suffixes that are software's own and name nobody. RFC 6761, RFC 8375; Kubernetes DNS specification. */
const commonSuffixes: readonly (readonly string[])[] = [
  ["svc", "cluster", "local"],
  ["cluster", "local"],
  ["pod", "cluster", "local"],
  ["in-addr", "arpa"],
  ["ip6", "arpa"],
  ["home", "arpa"],
];

/** Labels of a name that all its neighbours share and that stay: a top-level domain, `co.uk`, `svc.cluster.local`. */
export function suffixLabels(labels: readonly string[]): number {
  const lower = labels.map((label) => label.toLowerCase());
  for (const suffix of commonSuffixes) {
    if (
      lower.length > suffix.length &&
      suffix.every((label, index) => lower[lower.length - suffix.length + index] === label)
    ) {
      return suffix.length;
    }
  }
  const [second = "", top = ""] = lower.slice(-2);
  return lower.length > 2 && top.length === 2 && secondLevel.has(second) ? 2 : 1;
}

/** The part of a name that somebody has registered, in lower case: `shop.co.uk` of `api.shop.co.uk`. */
export function registeredPart(name: string): string {
  const labels = name.toLowerCase().replace(/\.$/, "").split(".");
  return labels.slice(-1 - suffixLabels(labels)).join(".");
}

/** Pseudonyms by a key, of whatever is a word: the same word always gets the same. */
export interface WordPseudonyms {
  /** A host name label by label, its structure and its public suffix kept; a name of one label wholly. */
  name(name: string): string;
  /** Any other text: `person-4f7q2m`, with the noun that says what it was. */
  word(noun: string, text: string): string;
  /** As many hexadecimal digits. */
  hex(digits: string): string;
  /** A hardware address, marked as locally administered. IEEE 802, section 8.2. */
  hardware(address: string): string;
}

/**
 * @param suffixes labels that stay wherever they stand: those of public suffixes of the run. A name with a search domain
 * behind it then still begins with the name.
 */
export function createWordPseudonyms(
  key: Uint8Array,
  suffixes: ReadonlySet<string> = new Set(),
): WordPseudonyms {
  const secret = createSecretKey(key);
  const digest = (noun: string, text: string) =>
    createHmac("sha256", secret).update(`${noun}\0${text}`).digest();
  const label = (text: string): string =>
    // `_tcp` and `*` are words of the protocol. RFC 8552; RFC 4592.
    text === "" || text === "*" || text.startsWith("_") || suffixes.has(text.toLowerCase())
      ? text
      : `n${base32(digest("label", text.toLowerCase()))}`;
  return {
    name(name) {
      const labels = name.split(".");
      const ended = labels.at(-1) === "" ? labels.slice(0, -1) : labels;
      const kept = ended.length === 1 ? 0 : suffixLabels(ended);
      const hidden = ended.map((each, index) => (index < ended.length - kept ? label(each) : each));
      return hidden.join(".") + (ended.length < labels.length ? "." : "");
    },
    word: (noun, text) => `${noun}-${base32(digest(noun, text))}`,
    hex: (digits) => {
      let text = "";
      for (let block = 0; text.length < digits.length; block++)
        text += digest(`hex${block}`, digits.toLowerCase()).toString("hex");
      return text.slice(0, digits.length);
    },
    hardware: (address) =>
      [
        "02",
        ...(digest("hardware", address.toLowerCase()).subarray(0, 5).toString("hex").match(/../g) ?? []),
      ].join(":"),
  };
}

// Eight letters and digits that cannot be taken for one another: 2^40 of them, so two words do not meet.
const base32 = (digest: Uint8Array): string =>
  [...digest.subarray(0, 8)].map((octet) => "abcdefghjkmnpqrstuvwxyz23456789a"[octet & 31]).join("");
