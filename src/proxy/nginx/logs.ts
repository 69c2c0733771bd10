import { isAbsolute, join } from "node:path";
import type { NamedLogs } from "../logs.ts";
import type { Directive } from "./directive.ts";
import { nearestAll, type Scope } from "./scope.ts";

/** Paths that nginx was built with. */
export interface BuiltPaths {
  readonly prefix: string | null;
  readonly errorLog: string | null;
  readonly accessLog: string | null;
  readonly pid: string | null;
}

/** The logs that hold in a scope. ngx_http_log_module, ngx_core_module. */
export function logsOf(
  scope: Scope,
  http: readonly Directive[],
  { prefix, ...built }: BuiltPaths,
): NamedLogs {
  const whole = (path: string) =>
    isAbsolute(path) || /^(?:syslog|memory):|^stderr$|\$/.test(path) || prefix === null
      ? path
      : join(prefix, path);
  const written = http
    .filter(({ name }) => name === "log_format")
    .map(({ words: [name = "", ...rest] }) => {
      const [first = ""] = rest;
      const way = first.startsWith("escape=") ? first.slice("escape=".length) : null;
      const text = (way === null ? rest : rest.slice(1)).join("");
      return [name, { text, escapes: way ?? "default" }] as const;
    });
  const formats = Object.fromEntries(written);
  const told = nearestAll(scope, "access_log");
  const access = told
    .filter(({ words }) => words[0] !== "off")
    .map(({ words: [path = "", name = "combined"], where }) => {
      const format = name.includes("=") ? "combined" : name;
      return { target: whole(path), format, text: formats[format]?.text ?? null, where };
    });
  const usual =
    told.length === 0 && built.accessLog !== null
      ? [{ target: whole(built.accessLog), format: "combined", text: null, where: "default" }]
      : [];
  const errors = nearestAll(scope, "error_log").map(({ words: [path = "", level], where }) => ({
    target: whole(path),
    level: level ?? "error",
    where,
  }));
  const usualError =
    errors.length === 0 && built.errorLog !== null
      ? [{ target: whole(built.errorLog), level: "error", where: "default" }]
      : [];
  return { access: [...access, ...usual], errors: [...errors, ...usualError], formats };
}
