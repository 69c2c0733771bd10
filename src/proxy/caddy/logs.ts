import type { NamedLogs } from "../logs.ts";
import { at, entries, flag, has, type Tree, text, texts, where } from "../tree.ts";

/** Where Caddy writes requests of a host of a server, and its own words. Caddy, "How Logging Works". */
export function logsOf(config: Tree, server: Tree, host: string): NamedLogs {
  const all = entries(config, "logging", "logs");
  const errors = all
    .filter(([name]) => name === "default")
    .map(([, log]) => ({ target: targetOf(log), level: text(log, "level"), where: where(log) }));
  const isSkipped = texts(server, "logs", "skip_hosts").some((name) => isNameOf(name, host));
  const isLogged = has(server, "logs") && !isSkipped;
  if (!isLogged) return { access: [], errors, formats: {} };
  const names = entries(server, "logs", "logger_names");
  const [, named] =
    names.find(([name]) => isNameOf(name, host)) ??
    names.find(([name]) => isNameOf(name, host.replace(/^[^.]+/, "*"))) ??
    [];
  const own = named === undefined ? null : texts(named)[0];
  const name = own ?? text(server, "logs", "default_logger_name") ?? "";
  const logger = `http.log.access${name === "" ? "" : `.${name}`}`;
  const isBelow = (module: string) => logger === module || logger.startsWith(`${module}.`);
  const access = all
    .filter(([, log]) => {
      const included = texts(log, "include");
      return (included.length === 0 || included.some(isBelow)) && !texts(log, "exclude").some(isBelow);
    })
    .map(([, log]) => {
      const format = text(log, "encoder", "format");
      const target = targetOf(log);
      // What goes to no terminal is JSON unless told otherwise.
      const isJson = format === "json" || (format === null && target.startsWith("/"));
      return { target, format, text: isJson ? "json" : null, where: where(log) };
    });
  return { access, errors, formats: {} };
}

/** Whether a name, which older versions write with its port, is that of a host. */
const isNameOf = (name: string, host: string): boolean =>
  name.toLowerCase().replace(/:\d+$/, "") === host.toLowerCase();

function targetOf(log: Tree): string {
  const writer = at(log, "writer");
  const output = text(writer, "output") ?? "stderr";
  if (flag(log, "disabled") === true) return "discard";
  return output === "file" ? (text(writer, "filename") ?? "file") : output;
}
