import { createHmac } from "node:crypto";
import type { Run } from "../report/index.ts";
import { formatAddress, parseAddress } from "./address-octets.ts";
import { createAddressPseudonyms, isCommonAddress } from "./redact-address.ts";
import { collectIdentities, type Identities } from "./redact-collect.ts";
import { createWordPseudonyms, registeredPart, type WordPseudonyms } from "./redact-name.ts";
import { hidePaths, hideRequestPath } from "./redact-path.ts";
import { type AddressPseudonym, rewriteAddresses } from "./redact-text.ts";
import { type Place, rewriteStrings } from "./redact-walk.ts";
import { wordKeys } from "./redact-words.ts";

/**
 * A run in which names, addresses, certificates, processes, people and paths of files have pseudonyms, everywhere and
 * consistently: what was equal stays equal, what shared a network or a domain still does. Numbers, outcomes, relations
 * and sentences stay, so the verdict does.
 *
 * @param key a secret that is made for this one run and forgotten: with it the pseudonyms can be undone by trial.
 */
export function redactStrictly(run: Run, key: Uint8Array): Run {
  const identities = collectIdentities(run);
  const addresses = addressesOf(run);
  const suffixes = new Set([...identities.domains].flatMap((domain) => domain.split(".").slice(1)));
  const words = createWordPseudonyms(derive(key, "words"), suffixes);
  const pseudonym = choosePseudonyms(addresses, key);
  return rewriteStrings(run, rewriter(identities, words, pseudonym));
}

/** Keys tried until no pseudonym is another address of the run: in a class of 254 members that happens. */
const MOST_KEYS = 64;

/** Pseudonyms in which no address of the run can be read, not even as a part; or, of many tries, the fewest. */
function choosePseudonyms(addresses: ReadonlySet<string>, key: Uint8Array): AddressPseudonym {
  const identifying = [...addresses].filter((address) => !isCommonAddress(address));
  let best: { readonly pseudonym: AddressPseudonym; readonly clashes: number } | null = null;
  for (let round = 0; round < MOST_KEYS; round++) {
    const pseudonym = createAddressPseudonyms(derive(key, `addresses ${round}`));
    const all = new Set(identifying.map(pseudonym));
    const text = [...all].join(" ");
    // `fe80::` is a part of every address of its network; others are looked for inside of longer ones as well.
    const isSeen = (address: string) => (address.endsWith("::") ? all.has(address) : text.includes(address));
    const clashes = identifying.filter(isSeen).length;
    if (best === null || clashes < best.clashes) best = { pseudonym, clashes };
    if (best.clashes === 0) break;
  }
  return best?.pseudonym ?? createAddressPseudonyms(key);
}

const derive = (key: Uint8Array, use: string): Uint8Array => createHmac("sha256", key).update(use).digest();

/** Every address that a run names anywhere. */
function addressesOf(run: Run): ReadonlySet<string> {
  const found = new Set<string>();
  const words = createWordPseudonyms(new Uint8Array(1));
  const note: AddressPseudonym = (address) => {
    found.add(formatAddress(parseAddress(address)));
    return address;
  };
  rewriteStrings(run, (text) => {
    rewriteAddresses(text, note, words);
    return text;
  });
  return found;
}

function rewriter(
  { domains, singles, literals, paths, fingerprints }: Identities,
  words: WordPseudonyms,
  pseudonym: AddressPseudonym,
) {
  const literalPattern = anyOf(
    literals.map(([text]) => text),
    "g",
  );
  const pathPattern =
    paths.length === 0 ? null : new RegExp(`(?:${paths.map(escapeForRegExp).join("|")})(?![\\w-])`, "g");
  const nouns = new Map(literals);
  const singlePattern = anyOf([...singles], "gi");
  const domainPattern =
    domains.size === 0 ? null : new RegExp([...domains].sort(byLength).map(escapeForRegExp).join("|"), "gi");
  return (text: string, { key, holder }: Place): string => {
    const { type } = holder;
    if (key === "data" && type === "TXT") return words.word("text", text);
    let hidden =
      fingerprints.size === 0
        ? text
        : text.replace(/[0-9a-f]{8,}/gi, (hex) => (fingerprints.has(hex) ? words.hex(hex) : hex));
    const isWord = wordKeys.has(key);
    if (!isWord && pathPattern !== null)
      hidden = hidden.replace(pathPattern, (path) => hideRequestPath(path, words));
    if (!isWord && literalPattern !== null) {
      hidden = hidden.replace(literalPattern, (found) =>
        hideLiteral(found, nouns.get(found) ?? "name", words),
      );
    }
    hidden = rewriteAddresses(hidden, pseudonym, words);
    hidden = hidden.replace(/(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu, (name) =>
      domains.has(registeredPart(name)) ? words.name(name) : name,
    );
    // What is grown together with other letters is found by its domain alone.
    if (domainPattern !== null) hidden = hidden.replace(domainPattern, (domain) => words.name(domain));
    if (!isWord && singlePattern !== null) hidden = hidden.replace(singlePattern, (name) => words.name(name));
    return isWord ? hidden : hidePaths(hidden, words);
  };
}

/** `nginx/1234` keeps its number: a process is told by it and nobody is. */
function hideLiteral(text: string, noun: string, words: WordPseudonyms): string {
  const number = noun === "process" ? (/\/\d+$/.exec(text)?.[0] ?? "") : "";
  return words.word(noun, text.slice(0, text.length - number.length)) + number;
}

/** One expression for many texts, longest first, each where no letter or digit goes on; `null` for none. */
function anyOf(texts: readonly string[], flags: string): RegExp | null {
  if (texts.length === 0) return null;
  const either = [...texts].sort(byLength).map(escapeForRegExp).join("|");
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])(?<![\\p{L}\\p{N}_][.-])(?:${either})(?![\\p{L}\\p{N}_])`,
    `${flags}u`,
  );
}

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

const byLength = (a: string, b: string): number => b.length - a.length;
