import { type Answer, every, not, some } from "../answer.ts";

/** What a selector is matched with: an endpoint or a set of networks. */
export interface Labelled {
  /** `null` where it has no such label, a reason where that is not known. */
  readonly label: (key: string) => string | null | { readonly why: string };
  readonly isNamespaced: boolean;
  /** A namespaceSelector asks: `all()` is what belongs to a namespace, `global()` what does not. */
  readonly byNamespace?: boolean;
}

/** A selector that was understood. */
export type Selector = (labelled: Labelled) => Answer;

/** The most of a selector, in characters: the API takes 1,024. */
const MOST_LENGTH = 4_096;

/** Negations and parentheses in each other. */
const MOST_DEPTH = 64;

const tokens =
  /[ \t]*(?:(?<sign>&&|\|\||==|!=|[(){},!])|(?<text>"[^"]*"|'[^']*')|(?<call>has|all|global)\([ \t]*(?<argument>[a-zA-Z0-9_./-]*)[ \t]*\)|(?<word>[a-zA-Z0-9_./-]+))/y;

/** `text` is a literal, `word` a label or a word of an operator. */
type Token =
  | { readonly is: "sign" | "text" | "word"; readonly value: string }
  | { readonly is: "call"; readonly value: string; readonly argument: string };

function tokenize(text: string): readonly Token[] | null {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  tokens.lastIndex = 0;
  while (tokens.lastIndex < end) {
    const groups = tokens.exec(text)?.groups;
    if (groups === undefined) return null;
    const { sign, text: literal, call, argument = "", word } = groups;
    if (sign !== undefined) found.push({ is: "sign", value: sign });
    else if (literal !== undefined) found.push({ is: "text", value: literal.slice(1, -1) });
    else if (call !== undefined) found.push({ is: "call", value: call, argument });
    else if (word !== undefined) found.push({ is: "word", value: word });
  }
  return found;
}

/**
 * A selector of Calico; `null` for one of no known form. An empty one is `all()`. Calico, Network policy, Selectors:
 *
 *     or  = and {"||" and}
 *     and = one {"&&" one}
 *     one = {"!"} ("(" or ")" | has(k) | all() | global() | k == "v" | k != "v" | k [not] in {"v", …} | k contains|starts with|ends with "v")
 */
export function parseSelector(text: string): Selector | null {
  if (text.length > MOST_LENGTH) return null;
  const all = tokenize(text);
  if (all === null) return null;
  if (all.length === 0) return () => true;
  let at = 0;
  const isSign = (sign: string) => all[at]?.is === "sign" && all[at]?.value === sign;
  const took = (sign: string) => isSign(sign) && ++at > 0;
  const tookWord = (word: string) => all[at]?.is === "word" && all[at]?.value === word && ++at > 0;
  const literal = () => (all[at]?.is === "text" ? (all[at++]?.value ?? null) : null);

  const joined = (
    sign: string,
    part: (depth: number) => Selector | null,
    join: (answers: readonly Answer[]) => Answer,
  ) => {
    return (depth: number): Selector | null => {
      const parts: Selector[] = [];
      do {
        const one = part(depth);
        if (one === null) return null;
        parts.push(one);
      } while (took(sign));
      return (labelled) => join(parts.map((one) => one(labelled)));
    };
  };

  const one = (depth: number): Selector | null => {
    if (depth > MOST_DEPTH) return null;
    if (took("!")) {
      const negated = one(depth + 1);
      return negated === null ? null : (labelled) => not(negated(labelled));
    }
    if (took("(")) {
      const inner = or(depth + 1);
      return inner !== null && took(")") ? inner : null;
    }
    const token = all[at++];
    if (token?.is === "call") return callOf(token);
    return token?.is === "word" ? comparison(token.value) : null;
  };

  const comparison = (key: string): Selector | null => {
    const isShort = tookWord("notin");
    const negates = isShort || tookWord("not");
    if (isShort || tookWord("in")) {
      const values = set();
      if (values === null) return null;
      const isIn = compare(key, (value) => values.includes(value));
      return negates ? (labelled) => not(isIn(labelled)) : isIn;
    }
    if (negates) return null;
    const by = operator();
    const value = by === null ? null : literal();
    if (by === null || value === null) return null;
    const holds = compare(key, (own) => by.holds(own, value));
    return by.negates ? (labelled) => not(holds(labelled)) : holds;
  };

  const operator = (): Operator | null => {
    if (took("==")) return { holds: (own, value) => own === value, negates: false };
    if (took("!=")) return { holds: (own, value) => own === value, negates: true };
    if (tookWord("contains")) return { holds: (own, value) => own.includes(value), negates: false };
    if (tookWord("startswith") || (tookWord("starts") && tookWord("with")))
      return { holds: (own, value) => own.startsWith(value), negates: false };
    if (tookWord("endswith") || (tookWord("ends") && tookWord("with")))
      return { holds: (own, value) => own.endsWith(value), negates: false };
    return null;
  };

  const set = (): readonly string[] | null => {
    if (!took("{")) return null;
    const values: string[] = [];
    if (took("}")) return values;
    do {
      const value = literal();
      if (value === null) return null;
      values.push(value);
    } while (took(","));
    return took("}") ? values : null;
  };

  const or = joined("||", joined("&&", one, every), some);
  const parsed = or(0);
  return at === all.length ? parsed : null;
}

interface Operator {
  readonly holds: (own: string, value: string) => boolean;
  /** It holds where the label is absent, too. */
  readonly negates: boolean;
}

function callOf({ value, argument }: Extract<Token, { readonly is: "call" }>): Selector | null {
  if (value === "has") return argument === "" ? null : compare(argument, () => true);
  if (argument !== "") return null;
  if (value === "all") return ({ byNamespace, isNamespaced }) => byNamespace !== true || isNamespaced;
  return ({ byNamespace, isNamespaced }) =>
    byNamespace === true ? !isNamespaced : { why: "global() outside of a namespaceSelector" };
}

const compare =
  (key: string, holds: (value: string) => boolean): Selector =>
  ({ label }) => {
    const value = label(key);
    if (value === null) return false;
    return typeof value === "string" ? holds(value) : value;
  };
