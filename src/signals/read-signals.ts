import type { Signal, SignalHit } from "./signal.ts";
import { signalOfCode, signalOfPhrase, unknownSignal } from "./signals-of.ts";
import type { CodeTable, Layer, PhraseTable } from "./table.ts";
import { codeTables, phraseTables } from "./tables/index.ts";

/** Longest text that is read, in UTF-16 units: the last screens of a log. Of a longer one, the first and the last half of this. */
const LONGEST_TEXT = 65_536;
/** Occurrences of one signal that are looked at; a text that repeats itself says nothing new. */
const OCCURRENCES = 4;
/** Longest quotation of the text in a hit. */
const LONGEST_QUOTE = 200;

interface Found extends SignalHit {
  readonly layer: Layer;
  readonly end: number;
}

const layerOrder: readonly Layer[] = ["cause", "status", "wrapper", "duration"];

/**
 * Every signal in a text, the innermost first: causes before statuses before wrappers, and of one layer the later
 * in the text, since errors are wrapped from the right. Each signal is given once.
 *
 * Takes time linear in the text, whatever the text is.
 */
export function readSignals(text: string): readonly SignalHit[] {
  const read = endsOf(text);
  const found = [
    ...phraseTables.flatMap((table) => phrasesIn(read, table)),
    ...codeTables.flatMap((table) => codesIn(read, table)),
  ];
  const seen = new Set<string>();
  return found
    .filter((hit) => !found.some((other) => covers(other, hit)))
    .toSorted(innermostFirst)
    .filter(({ signal: { id, strength }, matched }) => {
      const key = strength === "unknown" ? `${id} ${matched}` : id;
      return !seen.has(key) && seen.add(key);
    })
    .map(({ signal, matched, at }) => ({ signal, matched, at }));
}

/** A text, or of a long one its beginning, where a trace starts, and its end, where the last error of a log stands. */
function endsOf(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const half = LONGEST_TEXT / 2 - 1;
  const head = text.slice(0, half);
  const words = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"));
  // A word that was cut would be another one: of 1504 the code 504 would stay.
  return `${words < 0 ? head : head.slice(0, words)}\n\n${text.slice(-half).replace(/^\S+/, "")}`;
}

function phrasesIn(text: string, table: PhraseTable): Found[] {
  return table.phrases.flatMap((phrase) =>
    phrase.patterns.flatMap((pattern) =>
      occurrences(text, pattern).map((match) => ({
        signal: signalOfPhrase(table, phrase),
        ...placeOf(match),
        layer: table.layer,
      })),
    ),
  );
}

function codesIn(text: string, table: CodeTable): Found[] {
  const found: Found[] = [];
  const times = new Map<string, number>();
  const add = (key: string, signal: Signal, match: RegExpExecArray) => {
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    if (before < OCCURRENCES) found.push({ signal, ...placeOf(match), layer: table.layer });
  };
  for (const { pattern, certain } of table.finders) {
    for (const match of text.matchAll(everywhere(pattern))) {
      for (const code of (match[1] ?? "").split(",").map((part) => part.trim())) {
        const signal = signalOfCode(table, table.canonical(code));
        if (signal !== null) add(signal.id, signal, match);
        else if (certain) add("unknown", unknownSignal(table, code.slice(0, LONGEST_QUOTE)), match);
      }
    }
  }
  return found;
}

function occurrences(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(everywhere(pattern))) {
    if (found.push(match) === OCCURRENCES) break;
  }
  return found;
}

const everywhere = (pattern: RegExp) => new RegExp(pattern, `${pattern.flags.replace("g", "")}g`);

const placeOf = (match: RegExpExecArray) => ({
  matched: match[0].slice(0, LONGEST_QUOTE),
  at: match.index,
  end: match.index + match[0].length,
});

/** A longer sentence says more than the words inside it: `connect() failed (111: Connection refused) while …`. */
function covers(longer: Found, hit: Found): boolean {
  if (longer.layer !== "cause" || longer.signal.id === hit.signal.id) return false;
  return longer.at <= hit.at && longer.end >= hit.end && longer.end - longer.at > hit.end - hit.at;
}

function innermostFirst(a: Found, b: Found): number {
  const layers = layerOrder.indexOf(a.layer) - layerOrder.indexOf(b.layer);
  return layers !== 0 ? layers : b.at - a.at || b.end - a.end;
}
