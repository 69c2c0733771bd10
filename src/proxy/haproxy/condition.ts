import { type Criterion, holdsCriterion, parseCriterion } from "./criterion.ts";
import type { Transaction } from "./fetch.ts";
import type { Line } from "./sections.ts";

/** One term of a condition: an ACL by name, or one without a name. */
export interface Term {
  readonly name: string;
  readonly isNegated: boolean;
  /** Any of them is enough. */
  readonly criteria: readonly Criterion[];
}

/** `if A B or C`: any of the alternatives, each of them all of its terms. */
export interface Condition {
  readonly isUnless: boolean;
  readonly alternatives: readonly (readonly Term[])[];
  /** For people; without the values that are compared with. */
  readonly text: string;
}

const criterion = (...words: readonly string[]) => [parseCriterion(words)];

/** ACLs that are there without being told. haproxy's configuration manual, section 7.4. */
const predefined: Readonly<Record<string, readonly Criterion[]>> = {
  TRUE: criterion("always_true"),
  FALSE: criterion("always_false"),
  LOCALHOST: criterion("src", "127.0.0.1/8", "::1"),
  METH_CONNECT: criterion("method", "CONNECT"),
  METH_DELETE: criterion("method", "DELETE"),
  METH_GET: criterion("method", "GET", "HEAD"),
  METH_HEAD: criterion("method", "HEAD"),
  METH_OPTIONS: criterion("method", "OPTIONS"),
  METH_POST: criterion("method", "POST"),
  METH_PUT: criterion("method", "PUT"),
  METH_TRACE: criterion("method", "TRACE"),
  HTTP: criterion("always_true"),
  HTTP_1_1: criterion("always_true"),
  HTTP_CONTENT: criterion("req.hdr_val(content-length)", "gt", "0"),
  HTTP_URL_SLASH: criterion("url_beg", "/"),
  WAIT_END: criterion("always_true"),
};

/** ACLs by name, once for each proxy: a configuration of 5 MB may have 100,000 of them. */
const known = new WeakMap<readonly Line[], ReadonlyMap<string, readonly Line[]>>();

function aclsOf(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const found = known.get(lines);
  if (found !== undefined) return found;
  const made = Map.groupBy(
    lines.filter(({ words }) => words[0] === "acl"),
    ({ words }) => words[1] ?? "",
  );
  known.set(lines, made);
  return made;
}

/** The condition at the end of a line; `null` where it has none. */
export function conditionOf(words: readonly string[], lines: readonly Line[]): Condition | null {
  const start = words.findIndex((word) => word === "if" || word === "unless");
  if (start === -1) return null;
  const alternatives: Term[][] = [[]];
  const text: string[] = [words[start] ?? ""];
  let isNegated = false;
  for (let at = start + 1; at < words.length; at += 1) {
    let word = words[at] ?? "";
    if (word === "or" || word === "||") {
      alternatives.push([]);
      text.push("or");
      continue;
    }
    while (word.startsWith("!")) {
      isNegated = !isNegated;
      word = word.slice(1);
    }
    if (word === "") continue;
    if (word === "{") {
      const end = words.indexOf("}", at);
      const inner = words.slice(at + 1, end === -1 ? words.length : end);
      alternatives.at(-1)?.push({ name: inner[0] ?? "", isNegated, criteria: [parseCriterion(inner)] });
      text.push(`${isNegated ? "!" : ""}{ ${inner[0] ?? ""} }`);
      at = end === -1 ? words.length : end;
    } else {
      const told = aclsOf(lines).get(word) ?? [];
      const criteria =
        told.length > 0 ? told.map((line) => parseCriterion(line.words.slice(2))) : (predefined[word] ?? []);
      alternatives.at(-1)?.push({ name: word, isNegated, criteria });
      text.push(`${isNegated ? "!" : ""}${word}`);
    }
    isNegated = false;
  }
  return { isUnless: words[start] === "unless", alternatives, text: text.join(" ") };
}

/** Whether a condition holds; `null` where it cannot be told. One that is not there holds. */
export function holds(condition: Condition | null, transaction: Transaction): boolean | null {
  if (condition === null) return true;
  const each = condition.alternatives.map((terms) => all(terms.map((term) => holdsTerm(term, transaction))));
  const value = each.includes(true) ? true : each.includes(null) ? null : false;
  return value === null ? null : value !== condition.isUnless;
}

export function holdsTerm({ criteria, isNegated }: Term, transaction: Transaction): boolean | null {
  if (criteria.length === 0) return null;
  const each = criteria.map((one) => holdsCriterion(one, transaction));
  const value = each.includes(true) ? true : each.includes(null) ? null : false;
  return value === null ? null : value !== isNegated;
}

const all = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true;
