import { type Condition, conditionOf, holds } from "./condition.ts";
import { sample, type Transaction } from "./fetch.ts";
import { format } from "./format.ts";
import type { HaproxyProxy } from "./proxy.ts";
import { redirected } from "./redirect.ts";
import type { Line } from "./sections.ts";
import { looksAtSource, type SourceRules } from "./sources.ts";

/** What rules make of a request, where they do not let it go on. */
export type RuleEnd =
  | { readonly kind: "answers"; readonly status: number; readonly by: Line; readonly because: string }
  | {
      readonly kind: "redirects";
      readonly status: number;
      readonly location: string | null;
      readonly by: Line;
      readonly because: string;
    }
  | { readonly kind: "unknown"; readonly why: string; readonly by: Line; readonly because: string };

/** Actions that end the request where they apply. */
const ends = new Set("deny tarpit reject silent-drop return redirect auth use-service".split(" "));
/** Actions that end the rules of their kind. */
const lets = new Set(["allow", "accept"]);

/** Runs the rules of one kind of a proxy in order: `http-request`, `tcp-request connection`. `null`: the request goes on. */
export function runRules(
  proxy: HaproxyProxy,
  kind: readonly string[],
  transaction: Transaction,
  sources: SourceRules,
): RuleEnd | null {
  const rules = proxy.lines.filter(({ words }) => kind.every((word, index) => words[index] === word));
  for (const rule of rules) {
    const words = rule.words.slice(kind.length);
    const [action = ""] = words;
    const condition = conditionOf(words, proxy.lines);
    const applies = holds(condition, transaction);
    if (ends.has(action) || lets.has(action)) {
      if (condition !== null && looksAtSource(condition)) {
        const verdict = lets.has(action) ? "allow" : "deny";
        const isRefusal = verdict === "allow" || /^(?:deny|tarpit|reject|silent-drop)$/.test(action);
        if (isRefusal)
          sources.add(verdict, condition, { where: rule.where, transaction, fires: applies === true });
        // What an address is refused for is told with the rules on addresses: the route goes on.
        if (verdict === "deny" && isRefusal) continue;
        if (applies === null) continue;
      }
      if (applies === false) continue;
      if (applies === null)
        return unknown(rule, condition, `whether "${kind.join(" ")} ${action}" applies cannot be told`);
      if (lets.has(action)) return null;
      return ended(rule, words, condition, transaction, kind);
    }
    if (applies !== false) change(words, transaction, applies === true);
  }
  return null;
}

const becauseOf = (condition: Condition | null) =>
  condition === null ? "without a condition" : condition.text;

const unknown = (by: Line, condition: Condition | null, why: string): RuleEnd => ({
  ...{ kind: "unknown", why: `${why} (${by.where})`, by },
  because: becauseOf(condition),
});

function ended(
  by: Line,
  words: readonly string[],
  condition: Condition | null,
  transaction: Transaction,
  kind: readonly string[],
): RuleEnd {
  const [action = ""] = words;
  const because = becauseOf(condition);
  const after = (key: string) => {
    const at = words.indexOf(key);
    return at === -1 ? null : Number(words[at + 1]);
  };
  switch (action) {
    case "deny":
      return { kind: "answers", status: after("deny_status") ?? after("status") ?? 403, by, because };
    case "tarpit":
      return { kind: "answers", status: after("deny_status") ?? after("status") ?? 500, by, because };
    case "return":
      return { kind: "answers", status: after("status") ?? 200, by, because };
    case "auth":
      return transaction.request.fields?.["authorization"] === undefined
        ? { kind: "answers", status: 401, by, because }
        : unknown(by, condition, "whether the password is right cannot be told");
    case "redirect":
      return { kind: "redirects", ...redirected(words.slice(1), transaction), by, because };
    default:
      return unknown(
        by,
        condition,
        action === "use-service"
          ? "a service of haproxy answers"
          : `"${kind.join(" ")} ${action}" ends the connection`,
      );
  }
}

/** What rules that let the request go on change of it. */
function change(words: readonly string[], transaction: Transaction, isSure: boolean): void {
  const [action = "", first = "", second = ""] = words;
  const text = (written: string) => (isSure ? format(written, transaction) : null);
  const [, variable] = /^set-var(?:-fmt)?\(([^,)]+).*\)$/.exec(action) ?? [];
  if (variable !== undefined) {
    const isFormat = action.startsWith("set-var-fmt");
    const made = isFormat ? format(first, transaction) : null;
    const value = isFormat
      ? made === null
        ? ({ type: "unknown" } as const)
        : ({ type: "text", values: [made] } as const)
      : sample(first, transaction);
    transaction.variables.set(variable, isSure ? value : { type: "unknown" });
    return;
  }
  const query = transaction.path?.split("?")[1];
  switch (action) {
    case "set-path": {
      const path = text(first);
      transaction.path = path === null || query === undefined ? path : `${path}?${query}`;
      return;
    }
    case "set-pathq":
    case "set-uri":
      transaction.path = text(first)?.replace(/^[a-z]+:\/\/[^/]*/, "") ?? null;
      return;
    case "replace-path":
    case "replace-pathq":
    case "replace-uri":
    case "normalize-uri":
      // The replacement has a language of its own: where it goes is told, not what becomes of the path.
      transaction.path = null;
      return;
    case "set-method":
      transaction.method = text(first) ?? transaction.method;
      return;
    case "set-header":
    case "replace-header":
    case "replace-value":
    case "add-header":
      transaction.fields.set(first.toLowerCase(), action === "set-header" ? text(second) : null);
      return;
    case "del-header":
      transaction.fields.set(first.toLowerCase(), null);
      return;
    case "set-src": {
      const value = sample(first, transaction);
      if (value.type === "none") return;
      transaction.source = isSure && value.type === "text" ? (value.values.at(-1) ?? null) : null;
      return;
    }
    default:
  }
}
