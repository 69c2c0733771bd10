import type { NamedLogs } from "../logs.ts";
import { type HaproxyProxy, option } from "./proxy.ts";
import type { Line } from "./sections.ts";

/** Where a frontend writes its log, and in which format. haproxy's configuration manual, sections 8.2 and "log". */
export function logsOf(global: readonly Line[], frontend: HaproxyProxy | null): NamedLogs {
  const lines = frontend?.lines ?? [];
  const own = lines.filter(({ words }) => words[0] === "log");
  const told = own.flatMap((line) =>
    line.words[1] === "global" ? global.filter(({ words }) => words[0] === "log") : [line],
  );
  const written = lines.findLast(({ words }) => words[0] === "log-format");
  const error = lines.findLast(({ words }) => words[0] === "error-log-format");
  const text = written?.words[1] ?? null;
  const builtIn = ["httpslog", "httplog", "tcplog"].find((name) => option(lines, name) === true) ?? "default";
  const format = text === null ? builtIn : "log-format";
  const access = told.map(({ words, where }) => ({ target: words[1] ?? "", format, text, where }));
  const formats = {
    ...(text === null ? {} : { "log-format": { text, escapes: "default" } }),
    ...(error?.words[1] === undefined
      ? {}
      : { "error-log-format": { text: error.words[1], escapes: "default" } }),
  };
  return { access, errors: [], formats };
}
