import { isInNetwork } from "../address-match.ts";
import { type Sample, sample, type Transaction } from "./fetch.ts";
import { matchesNumber, matchesText, type TextMatch } from "./match.ts";

/** What an ACL compares with what: `hdr(host) -i shop.example`. */
export interface Criterion {
  /** The sample, without the way of comparing in its name. */
  readonly expression: string;
  readonly way: TextMatch | "int" | "bool" | "found" | "ip" | "len" | "usual" | "unknown";
  readonly ignoresCase: boolean;
  readonly operator: string;
  readonly patterns: readonly string[];
  readonly files: readonly string[];
}

const suffix =
  /^((?:req\.)?(?:hdr|fhdr|cook)|path|pathq|url|base|urlp|url_param|req\.ssl_sni|ssl_fc_sni)_(beg|end|sub|dir|dom|reg|len)(?=\(|,|$)/;
const older = /^(ssl_fc_sni|req_ssl_sni)_(end|reg)$/;

const ways = ["str", "beg", "end", "sub", "dir", "dom", "reg", "int", "bool", "found", "ip", "len"] as const;
const wayOf = (word: string): Criterion["way"] => ways.find((way) => way === word) ?? "unknown";

/** Reads the words of an ACL after its name. haproxy's configuration manual, section 7.1. */
export function parseCriterion(words: readonly string[]): Criterion {
  const [written = "", ...rest] = words;
  const [whole = "", base = "", ending = ""] = suffix.exec(written) ?? older.exec(written) ?? [];
  let way: Criterion["way"] = ending === "" ? "usual" : wayOf(ending);
  let ignoresCase = false;
  const files: string[] = [];
  let at = 0;
  for (; at < rest.length && rest[at]?.startsWith("-"); at += 1) {
    const flag = rest[at];
    const value = rest[at + 1] ?? "";
    if (flag === "-i") ignoresCase = true;
    else if (flag === "-f") files.push(value);
    else if (flag === "-m") way = wayOf(value);
    else if (flag !== "-M" && flag !== "-n" && flag !== "-u" && flag !== "-t" && flag !== "--") break;
    if (flag === "-f" || flag === "-m" || flag === "-u" || flag === "-t") at += 1;
    if (flag === "--") {
      at += 1;
      break;
    }
  }
  const isOperator = /^(?:eq|ge|gt|le|lt)$/.test(rest[at] ?? "") && rest.length > at + 1;
  const operator = isOperator ? (rest[at] ?? "eq") : "eq";
  return {
    expression: whole === "" ? written : base + written.slice(whole.length),
    way,
    ignoresCase,
    operator,
    patterns: rest.slice(isOperator ? at + 1 : at),
    files,
  };
}

/** Whether a criterion holds; `null` where it cannot be told. */
export function holdsCriterion(criterion: Criterion, transaction: Transaction): boolean | null {
  const value = sample(criterion.expression, transaction);
  if (value.type === "unknown" || criterion.way === "unknown") return null;
  if (criterion.way === "found") return value.type !== "none";
  if (value.type === "none") return false;
  const patterns = patternsOf(criterion, transaction);
  if (patterns === null) return null;
  if (patterns.length === 0) return value.type === "number" ? value.values.some((each) => each !== 0) : null;
  return anyHolds(patterns.map((pattern) => fits(value, pattern, criterion)));
}

/** The patterns written down and those of files; `null` where a file could not be read. */
export function patternsOf(
  { patterns, files }: Criterion,
  { lines }: Pick<Transaction, "lines">,
): readonly string[] | null {
  const found = [...patterns];
  for (const file of files) {
    const read = lines(file);
    if (read === null) return null;
    for (const line of read) found.push(line);
  }
  return found;
}

const anyHolds = (all: readonly (boolean | null)[]): boolean | null =>
  all.includes(true) ? true : all.includes(null) ? null : false;

function fits(value: Sample, pattern: string, { way, ignoresCase, operator }: Criterion): boolean | null {
  if (value.type === "address")
    return way === "usual" || way === "ip" ? isInNetwork(value.value, pattern) : null;
  if (value.type === "number") {
    const plain = pattern === "true" ? "1" : pattern;
    return anyHolds(value.values.map((each) => matchesNumber(each, operator, plain)));
  }
  if (value.type !== "text") return null;
  return anyHolds(
    value.values.map((text) => {
      if (way === "int") return matchesNumber(Number(text), operator, pattern);
      if (way === "len") return matchesNumber(text.length, operator, pattern);
      if (way === "ip") return isInNetwork(text, pattern) ?? false;
      if (way === "bool" || way === "unknown") return null;
      return matchesText(text, pattern, {
        way: way === "usual" || way === "found" ? "str" : way,
        ignoresCase,
      });
    }),
  );
}
