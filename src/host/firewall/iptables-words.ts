/** Words that are read of one line: `-m multiport` takes 15 ports, a comment 256 octets. */
const MAX_WORDS = 400;

/** Splits a line of iptables-save(8) as its own restore does: by spaces, with quotes and backslashes. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let isWord = false;
  let isQuoted = false;
  for (let at = 0; at < line.length && words.length < MAX_WORDS; at += 1) {
    const letter = line[at] ?? "";
    if (letter === '"') {
      isQuoted = !isQuoted;
      isWord = true;
    } else if (letter === "\\" && isQuoted && at + 1 < line.length) {
      at += 1;
      word += line[at] ?? "";
    } else if (/\s/.test(letter) && !isQuoted) {
      if (isWord) words.push(word);
      word = "";
      isWord = false;
    } else {
      word += letter;
      isWord = true;
    }
  }
  if (isWord) words.push(word);
  return words;
}

/** One option of a rule, with what stands behind it. */
export interface RuleOption {
  readonly name: string;
  readonly values: readonly string[];
  readonly isInverted: boolean;
}

/** The options of a rule. A `!` stands before the option that it turns round, in old versions behind it. */
export function optionsOf(words: readonly string[]): readonly RuleOption[] {
  const options: { name: string; values: string[]; isInverted: boolean }[] = [];
  let isInverted = false;
  for (const word of words) {
    const last = options.at(-1);
    if (word === "!") {
      isInverted = true;
      continue;
    }
    const isOption = /^--?[A-Za-z]/.test(word) && !/^-\d/.test(word);
    if (isOption || last === undefined) {
      options.push({ name: word, values: [], isInverted });
      isInverted = false;
      continue;
    }
    if (isInverted) last.isInverted = true;
    isInverted = false;
    last.values.push(word);
  }
  return options;
}
