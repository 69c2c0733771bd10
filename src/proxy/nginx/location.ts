import { find, pcre } from "../pattern.ts";
import type { Directive } from "./directive.ts";

/** How a location is written. */
export interface LocationName {
  readonly kind: "exact" | "prefix" | "prefix-no-regex" | "regex" | "regex-no-case" | "named";
  readonly text: string;
}

/** The modifier and the text of a location; both may be one word: `=/path`. `ngx_http_core_location()`. */
export function nameOfLocation({ words }: Directive): LocationName {
  const [first = "", second] = words;
  const whole = second === undefined ? first : `${first} ${second}`;
  const [, modifier = "", text = ""] = /^(=|\^~|~\*|~|)\s*([\s\S]*)$/.exec(whole) ?? [];
  if (modifier === "=") return { kind: "exact", text };
  if (modifier === "^~") return { kind: "prefix-no-regex", text };
  if (modifier === "~*") return { kind: "regex-no-case", text };
  if (modifier === "~") return { kind: "regex", text };
  return { kind: text.startsWith("@") ? "named" : "prefix", text };
}

/** What a URI finds among the locations of one level and, within the one found, of deeper ones. */
export interface LocationFound {
  /** From the server's level inwards; empty where no location fits. */
  readonly chain: readonly Directive[];
  readonly captures: RegExpExecArray | null;
  /** The URI lacks only the slash at the end: nginx redirects. */
  readonly lacksSlash: boolean;
  readonly because: string;
}

interface Step extends LocationFound {
  readonly outcome: "exact" | "redirect" | "prefix" | "none";
}

const nothing: Step = {
  outcome: "none",
  chain: [],
  captures: null,
  lacksSlash: false,
  because: "no location fits",
};

/** `null`: an expression cannot be tried. */
export function findLocation(level: readonly Directive[], uri: string): LocationFound | null {
  return search(level, uri);
}

/** `ngx_http_core_find_location()`, step by step. */
function search(level: readonly Directive[], uri: string): Step | null {
  const locations = level
    .filter(({ name, block }) => name === "location" && block !== null)
    .map((directive) => ({ directive, name: nameOfLocation(directive) }));
  if (locations.length === 0) return nothing;
  let step = searchPrefixes(locations, uri);
  const [outer] = step.chain;
  if (step.outcome === "prefix" && outer !== undefined) {
    const inner = search(outer.block ?? [], uri);
    if (inner === null) return null;
    if (inner.chain.length > 0) {
      const nested = { ...inner, chain: [outer, ...inner.chain] };
      if (inner.outcome !== "prefix" && inner.outcome !== "none") return nested;
      step = { ...nested, outcome: "prefix" };
    }
  }
  if (step.outcome === "exact" || step.outcome === "redirect") return step;
  if (outer !== undefined && nameOfLocation(outer).kind === "prefix-no-regex") return step;
  for (const { directive, name } of locations) {
    if (name.kind !== "regex" && name.kind !== "regex-no-case") continue;
    const expression = pcre(name.text, { ignoresCase: name.kind === "regex-no-case" });
    const found = expression === null ? undefined : find(expression, uri);
    if (found === undefined) return null;
    if (found === null) continue;
    const inner = search(directive.block ?? [], uri);
    if (inner === null) return null;
    const because = inner.chain.length > 0 ? inner.because : `the expression fits ${uri}`;
    return {
      ...inner,
      outcome: "exact",
      chain: [directive, ...inner.chain],
      captures: inner.captures ?? found,
      because,
    };
  }
  return step;
}

type Named = { readonly directive: Directive; readonly name: LocationName };

function searchPrefixes(locations: readonly Named[], uri: string): Step {
  const exact = locations.find(({ name }) => name.kind === "exact" && name.text === uri);
  if (exact !== undefined)
    return { ...nothing, outcome: "exact", chain: [exact.directive], because: `it is exactly ${uri}` };
  const prefixes = locations.filter(({ name }) => name.kind === "prefix" || name.kind === "prefix-no-regex");
  const whole = prefixes.find(({ name }) => name.text === uri);
  const slash = locations.find(
    ({ directive, name }) =>
      (name.kind === "exact" || name.kind === "prefix" || name.kind === "prefix-no-regex") &&
      name.text === `${uri}/` &&
      hasPass(directive),
  );
  if (slash !== undefined && whole === undefined)
    return {
      ...nothing,
      outcome: "redirect",
      chain: [slash.directive],
      lacksSlash: true,
      because: `${uri} lacks the slash at its end`,
    };
  const longest = prefixes
    .filter(({ name }) => uri.startsWith(name.text))
    .toSorted((a, b) => b.name.text.length - a.name.text.length)[0];
  if (longest === undefined) return nothing;
  const because = `${longest.name.text} is the longest prefix of ${uri}`;
  return { ...nothing, outcome: "prefix", chain: [longest.directive], because };
}

const passes = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;

/** Whether a location hands requests on by itself. */
export const passOf = (level: readonly Directive[]): Directive | null =>
  level.find(({ name }) => passes.test(name)) ?? null;

const hasPass = ({ block }: Directive) => passOf(block ?? []) !== null;
