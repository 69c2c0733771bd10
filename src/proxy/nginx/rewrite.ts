import { find, pcre } from "../pattern.ts";
import type { Directive } from "./directive.ts";
import { keepCaptures, type State } from "./state.ts";
import { interpolate, variable } from "./variables.ts";

/** How the rewrite phase of one level ends. ngx_http_rewrite_module. */
export type Rewritten =
  /** On to the next phase, in this level or in the `if` whose block took over; `again`: a location is looked for anew. */
  | { readonly kind: "on"; readonly inside: readonly Directive[] | null; readonly again: boolean }
  | { readonly kind: "answers"; readonly status: number; readonly hasText: boolean; readonly by: Directive }
  | {
      readonly kind: "redirects";
      readonly status: number;
      readonly location: string | null;
      readonly by: Directive;
    }
  | { readonly kind: "unknown"; readonly why: string; readonly by: Directive };

/** A running script: what its directives have led to so far. */
interface Script {
  inside: readonly Directive[] | null;
  again: boolean;
}

/** Directives that decide where a request goes: an `if` around them must be understood. */
const decides =
  /^(?:return|rewrite|break|set|(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass|root|alias|try_files|deny|allow)$/;

/** Runs the directives of one level in order, as its script does. */
export function runRewrites(level: readonly Directive[], state: State): Rewritten {
  const script: Script = { inside: null, again: false };
  const end = runAll(level, state, script);
  return end === null || end === "stop" ? { kind: "on", ...script } : end;
}

function runAll(level: readonly Directive[], state: State, script: Script): Rewritten | "stop" | null {
  for (const directive of level) {
    const end = runOne(directive, state, script);
    if (end !== null) return end;
  }
  return null;
}

function runOne(directive: Directive, state: State, script: Script): Rewritten | "stop" | null {
  const { name, words, block } = directive;
  switch (name) {
    case "set":
      state.variables.set((words[0] ?? "").replace(/^\$/, ""), interpolate(words[1] ?? "", state));
      return null;
    case "break":
      script.again = false;
      return "stop";
    case "return":
      return returned(directive, state);
    case "rewrite":
      return rewritten(directive, state, script);
    case "if": {
      const holds = holdsIf(words, state);
      if (holds === null && (block ?? []).some((inner) => decides.test(inner.name)))
        return {
          kind: "unknown",
          why: `the condition of "if" at ${directive.where} cannot be told`,
          by: directive,
        };
      if (holds !== true) return null;
      script.inside = block ?? [];
      return runAll(block ?? [], state, script);
    }
    default:
      return null;
  }
}

function returned(directive: Directive, state: State): Rewritten {
  const [first = "", text] = directive.words;
  if (!/^\d+$/.test(first))
    return { kind: "redirects", status: 302, location: interpolate(first, state), by: directive };
  const status = Number(first);
  if ([301, 302, 303, 307, 308].includes(status))
    return {
      kind: "redirects",
      status,
      location: text === undefined ? "" : interpolate(text, state),
      by: directive,
    };
  return { kind: "answers", status, hasText: text !== undefined, by: directive };
}

function rewritten(directive: Directive, state: State, script: Script): Rewritten | "stop" | null {
  const [pattern = "", target = "", flag] = directive.words;
  const unknown = (what: string): Rewritten => ({
    kind: "unknown",
    why: `${what} of "rewrite" at ${directive.where} cannot be told`,
    by: directive,
  });
  const expression = pcre(pattern, { ignoresCase: false });
  const found = expression === null ? undefined : find(expression, state.uri);
  if (found === undefined) return unknown("the expression");
  if (found === null) return null;
  keepCaptures(state, found);
  const replaced = interpolate(target, state);
  const isAway = /^(?:https?:\/\/|\$scheme)/.test(target);
  if (isAway || flag === "redirect" || flag === "permanent")
    return { kind: "redirects", status: flag === "permanent" ? 301 : 302, location: replaced, by: directive };
  if (replaced === null) return unknown("the replacement");
  const mark = replaced.indexOf("?");
  const isWithoutOld = replaced.endsWith("?");
  const added = mark === -1 ? "" : replaced.slice(mark + 1).replace(/\?$/, "");
  state.uri = mark === -1 ? replaced : replaced.slice(0, mark);
  if (mark !== -1) state.query = isWithoutOld || state.query === "" ? added : `${added}&${state.query}`;
  state.isUntouched = false;
  if (state.uri === "") return { kind: "answers", status: 500, hasText: false, by: directive };
  if (flag === "break") {
    state.hasLocation = false;
    script.again = false;
    return "stop";
  }
  script.again = true;
  return flag === "last" ? "stop" : null;
}

/** Whether the condition of an `if` holds; `null` where it cannot be told. */
export function holdsIf(words: readonly string[], state: State): boolean | null {
  const inner = [...words];
  inner[0] = (inner[0] ?? "").replace(/^\(/, "");
  const last = inner.length - 1;
  inner[last] = (inner[last] ?? "").replace(/\)$/, "");
  const [left = "", sign, right = ""] = inner.filter(
    (word, index) => !(word === "" && (index === 0 || (index === last && words[last] === ")"))),
  );
  const file = /^!?-[fdex]$/.test(left) ? left : null;
  if (file !== null) {
    const path = interpolate(sign ?? "", state);
    const kind = path === null || file.endsWith("x") ? null : state.kindOfFile(path);
    if (kind === null) return null;
    const holds = file.endsWith("f")
      ? kind === "file"
      : file.endsWith("d")
        ? kind === "folder"
        : kind !== "missing";
    return file.startsWith("!") ? !holds : holds;
  }
  const value = variable(left.replace(/^\$\{?|\}$/g, ""), state) ?? captured(left, state);
  if (value === null) return null;
  if (sign === undefined) return value !== "" && value !== "0";
  if (sign === "=" || sign === "!=") {
    const other = interpolate(right, state);
    return other === null ? null : (value === other) === (sign === "=");
  }
  const expression = pcre(right, { ignoresCase: sign.endsWith("*") });
  const found = expression === null ? undefined : find(expression, value);
  if (found === undefined) return null;
  if (found !== null) keepCaptures(state, found);
  return (found !== null) === !sign.startsWith("!");
}

const captured = (word: string, state: State): string | null =>
  /^\$\d$/.test(word) ? (state.captures[Number(word[1])] ?? "") : null;
