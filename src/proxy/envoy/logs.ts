import type { AccessLogNamed, NamedLogs } from "../logs.ts";
import { at, has, items, type Tree, text, where } from "../tree.ts";

/** Access logs of a connection manager, of a TCP proxy or of a listener. */
export function logsOf(holders: readonly Tree[]): NamedLogs {
  const logs = holders.flatMap((holder) => items(holder, "access_log"));
  return { access: logs.flatMap(logOf), errors: [], formats: {} };
}

function logOf(log: Tree): readonly AccessLogNamed[] {
  const config = at(log, "typed_config");
  const type = text(config, "@type") ?? text(log, "name") ?? "";
  const target =
    text(config, "path") ??
    (/stdout/i.test(type) ? "/dev/stdout" : /stderr/i.test(type) ? "/dev/stderr" : null);
  if (target === null) return [];
  const inLine = text(config, "log_format", "text_format_source", "inline_string");
  const words = inLine ?? text(config, "log_format", "text_format") ?? text(config, "format");
  const isJson =
    has(config, "log_format", "json_format") ||
    has(config, "json_format") ||
    has(config, "typed_json_format");
  return [{ target, format: isJson ? "json" : null, text: isJson ? "json" : words, where: where(log) }];
}
