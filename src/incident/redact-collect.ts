import type { Run } from "../report/index.ts";
import { registeredPart } from "./redact-name.ts";
import { type Place, rewriteStrings } from "./redact-walk.ts";
import { plainWords } from "./redact-words.ts";

/** What of a run must not be read in a redacted bundle. */
export interface Identities {
  /** Registered parts of host names, in lower case: every name under one is hidden. */
  readonly domains: ReadonlySet<string>;
  /** Host names of one label and vantages, in lower case. */
  readonly singles: ReadonlySet<string>;
  /** Other texts with their noun, longest first: parts of certificates' subjects, processes, users. */
  readonly literals: readonly (readonly [text: string, noun: string])[];
  /** Paths of requests that say more than `/`, longest first. */
  readonly paths: readonly string[];
  /** Hexadecimal fingerprints. */
  readonly fingerprints: ReadonlySet<string>;
}

/** Keys that hold a host name, perhaps with a port, or a list of them. */
const nameKeys =
  /^(?:host|hosts|name|names|answeredName|canonicalName|serverName|search|zone|zones|of|asked|servers|server|proxy|target|at|from|to|vantage|netns|lameServers|nameservers|peer)$/;

/** Those of them where a name of one label is a host's or a vantage's; elsewhere `name` is an interface or an error. */
const singleKeys = /^(?:host|serverName|answeredName|canonicalName|from|to|at|vantage|netns|search)$/;

/** Texts of others, in which names are told by their looks. */
const freeKeys = /^(?:errorBody|strangeAnswer|text|reason|localError|summary|extra|message)$/;

/** Top-level domains that a name in a free text has; with others it is as likely a file or a class. */
const usualTops =
  /\.(?:arpa|at|au|be|biz|br|ca|ch|cloud|cn|co|com|corp|cz|de|dev|dk|edu|es|eu|example|fi|fr|gov|home|in|info|int|internal|intranet|invalid|it|jp|kr|lab|lan|local|localdomain|mil|mx|net|nl|no|nz|org|pl|private|pt|ru|se|test|tv|uk|us|za)$/;

const dottedName = /(?<![\p{L}\p{N}_*-])[\p{L}\p{N}_*-]+(?:\.[\p{L}\p{N}_-]+)+/gu;
const urlHost = /\b[a-z][a-z0-9+.-]{0,20}:\/\/(?:([^\s/?#@"'<>]{1,200})@)?([^\s/?#:"'<>[\]]{1,255})/gi;

/** What follows the host of a URL, up to its query. */
const urlPath = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/?#"'<>]{1,300}(\/[^\s?#"'<>,;)]{1,2000})/gi;

/** Collects the names, people, processes and certificates that a run speaks of. */
export function collectIdentities(run: Run): Identities {
  const domains = new Set<string>();
  const singles = new Set<string>();
  const literals = new Map<string, string>();
  const fingerprints = new Set<string>();
  const paths = new Set<string>();
  const addName = (text: string, single: boolean) => {
    const name = text.toLowerCase().replace(/^\*\./, "").replace(/\.$/, "");
    if (!/[\p{L}_]/u.test(name) || /^\.|\.\.|(?:in-addr|ip6)\.arpa$/.test(name)) return;
    // A last label that begins with a digit is a version's: RFC 3696, section 2.
    if (name.includes(".")) {
      if (/\.\p{L}[^.]*$/u.test(name)) domains.add(registeredPart(name));
    } else if (single && name.length > 1) singles.add(name);
  };
  const addLiteral = (text: string, noun: string) => {
    const known = text.trim();
    if (known.length > 1 && !plainWords.has(known.toLowerCase())) literals.set(known, noun);
  };
  const look = (text: string, place: Place): string => {
    const { key, above, holder } = place;
    for (const [, user, host = ""] of text.matchAll(urlHost)) {
      addName(host, true);
      if (user !== undefined && !user.includes("[")) addLiteral(user, "person");
    }
    // A vantage that could not be had has no record that names it.
    if (key === "needs") {
      for (const [, missing = ""] of text.matchAll(/\bthe vantage (\S+) sees/g)) addName(missing, true);
      for (const [, user, host = ""] of text.matchAll(/\bssh to (?:([^\s@]+)@)?([^\s:]+)/g)) {
        addName(host, true);
        if (user !== undefined) addLiteral(user, "person");
      }
      const [, words = ""] = /\bsays: (.+)$/s.exec(text) ?? [];
      addLiteral(words, "words");
    }
    if ("hook" in holder && "rule" in holder) {
      for (const name of namesOfRule(text, key)) if (!usualChains.test(name)) addLiteral(name, "rule");
    }
    if (key === "path" && /^\/[^/]/.test(text)) paths.add(text);
    for (const [, path = ""] of text.matchAll(urlPath)) if (path.length > 1) paths.add(path);
    const header = above === "headers";
    if (!header && (nameKeys.test(key) || (key === "data" && "ttl" in holder))) {
      for (const [name] of text.matchAll(dottedName)) addName(name, false);
      const bare = /^[\p{L}\p{N}_-]+(?=$|:\d+$|\.$)/u.exec(text)?.[0];
      const hostLike =
        singleKeys.test(key) ||
        (key === "name" && ("netns" in holder || "rules" in holder || "rcode" in holder));
      if (bare !== undefined && hostLike) addName(bare, true);
    } else if (freeKeys.test(key) || header) {
      for (const [name] of text.matchAll(dottedName))
        if (usualTops.test(name.toLowerCase())) addName(name, false);
    }
    if (/^(?:subject|issuer|missingIssuer|clientAuthorities)$/.test(key)) {
      for (const value of subjectValues(text)) {
        if (/^[\w*-]+(?:\.[\w-]+)+$/.test(value)) addName(value, false);
        else addLiteral(value, "name");
      }
    }
    if (/^(?:fingerprint|serial|serialNumber)$/.test(key) && /^[0-9a-f]{8,}$/i.test(text))
      fingerprints.add(text);
    if (/^(?:process|comm|exe)$/.test(key) || (key === "name" && "pid" in holder))
      addLiteral(text, "process");
    if (/^(?:user|userName)$/.test(key)) addLiteral(text, "person");
    if (header && identifyingHeader.test(key) && !/^[\d.,; ]*$/.test(text)) addLiteral(text, "value");
    return text;
  };
  rewriteStrings(run, look);
  // The last label of a longer name is its public suffix, and no host of its own.
  const tops = new Set([...domains].map((domain) => domain.split(".").at(-1)));
  return {
    domains,
    singles: new Set([...singles].filter((name) => !plainWords.has(name) && !tops.has(name))),
    literals: [...literals].sort(([a], [b]) => b.length - a.length),
    paths: [...paths].sort((a, b) => b.length - a.length),
    fingerprints,
  };
}

/** Tables and chains that every host has. nft(8), iptables(8). */
const usualChains =
  /^(?:filter|nat|mangle|raw|security|input|forward|output|prerouting|postrouting|docker|libvirt|firewalld|accept|drop|reject|return|log|dnat|snat|masquerade)$/i;

/** What an administrator has named in one packet filter rule: its table and chain, other chains, sets, comments and log prefixes. */
function namesOfRule(text: string, key: string): readonly string[] {
  if (key === "table" || key === "chain") return [text];
  if (key !== "rule") return [];
  const quoted = text.matchAll(/(?:\bprefix|\bcomment|-prefix) (?:"([^"]*)"|([^\s"]+))/g);
  const named = text.matchAll(/(?:@|\b(?:jump|goto|name) "?|-[jgA] |--set |--match-set )([\w.-]+)/g);
  return [...quoted, ...named].flatMap(([, first, second]) => first ?? second ?? []);
}

/** Header fields by which operators name machines, requests and users. */
const identifyingHeader =
  /^(?:forwarded|traceparent|tracestate|cf-ray|x-(?:amz|amzn|b3|backend|client|correlation|forwarded|host|instance|node|pod|real-ip|request-id|served|server|timer|trace|upstream-addr|user).*)$/i;

/** What the attributes of a distinguished name say, but for the country: two letters name nobody. RFC 4514. */
function subjectValues(text: string): readonly string[] {
  return text
    .split(/\n|[,+/]\s*(?=[A-Za-z][A-Za-z0-9.]{0,40}\s*=)/)
    .map((part) => /^\s*(?:([A-Za-z][A-Za-z0-9.]{0,40})\s*=)?(.*)$/s.exec(part))
    .flatMap((match) => (match === null || match[1]?.toUpperCase() === "C" ? [] : [(match[2] ?? "").trim()]))
    .filter((value) => value !== "");
}
