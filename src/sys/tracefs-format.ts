/** What the running kernel says of one of its events. Numbers and fields differ between versions: nothing is assumed. */
export interface EventFormat {
  readonly fields: ReadonlySet<string>;
  /** For each field that is printed as a word: the number of each word. */
  readonly words: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads a `format` file of tracefs. Linux Documentation/trace/events.rst, "Event formats". */
export function parseEventFormat(text: string): EventFormat {
  const fields = new Set<string>();
  for (const [, name] of text.matchAll(/^\tfield:[^;]*?(\w+)(?:\[[^\]]*\])?;\toffset:/gm))
    if (name !== undefined) fields.add(name);
  const words = new Map<string, Map<string, number>>();
  for (const [, field = "", list = ""] of text.matchAll(/__print_symbolic\(REC->(\w+), ([^)]*)\)/g)) {
    const known = words.get(field) ?? new Map<string, number>();
    for (const [, number, word = ""] of list.matchAll(/\{ (0x[0-9a-f]+|\d+), "(\w+)" ?\}/gi))
      known.set(word, Number(number));
    words.set(field, known);
  }
  return { fields, words };
}

/** A test that the kernel makes before it writes an event down. */
export type EventTest = {
  readonly field: string;
  readonly is: "one-of" | "none-of";
  readonly values: readonly (number | string)[];
};

/**
 * The filter for tests that must all hold, as far as this kernel has the fields and words; `null` where nothing is left to test.
 * events.rst, "Filter rules".
 */
export function eventFilter({ fields, words }: EventFormat, tests: readonly EventTest[]): string | null {
  const parts = tests.flatMap(({ field, is, values }) => {
    if (!fields.has(field)) return [];
    const numbers = values.flatMap((value) =>
      typeof value === "number" ? [value] : (words.get(field)?.get(value) ?? []),
    );
    if (numbers.length === 0) return [];
    const [compare, join] = is === "one-of" ? ["==", " || "] : ["!=", " && "];
    return [`(${numbers.map((number) => `${field} ${compare} ${number}`).join(join)})`];
  });
  return parts.length === 0 ? null : parts.join(" && ");
}

/** The same for tests of which one must hold. */
export function anyOf(filters: readonly (string | null)[]): string | null {
  const known = filters.filter((filter) => filter !== null);
  return known.length === 0 || known.length < filters.length ? null : known.join(" || ");
}
