import type { ProxyConfiguration } from "../../evidence/index.ts";
import { type AdminAt, askable, askJson } from "../ask-http.ts";
import { PROGRAM_PATIENCE, type ProxyContext, runsThere } from "../context.ts";
import { rootOf } from "../control-socket.ts";
import { entries, flag, type Tree, text, treeAt } from "../tree.ts";
import { adaptCaddyfile } from "./caddyfile/adapt.ts";
import { listensOf } from "./listen.ts";

/** A configuration and where it comes from. */
export interface CaddyLoaded {
  readonly config: Tree;
  readonly from: "files" | "program" | "admin";
  readonly admin: AdminAt | null;
  readonly problems: ProxyConfiguration["problems"];
  /** All that were read. */
  readonly files: readonly string[];
}

/** Why nothing could be loaded. */
export interface CaddyUnread {
  readonly outcome: "missing" | "permission" | "unreadable";
  readonly why: string | null;
}

/** Longest file that is read, in characters. */
const MOST_TEXT = 16 * 1024 * 1024;

/** Reads a configuration of Caddy: what runs with it by the admin interface, else the file, by the program where it is a Caddyfile, or by what we know of it where the program is not there. */
export async function loadCaddy(
  file: string,
  port: number,
  context: ProxyContext,
): Promise<CaddyLoaded | CaddyUnread> {
  const read = await context.vantage.read(file);
  const written = read.outcome === "read" ? read.text.slice(0, MOST_TEXT) : "";
  const own = asJson(written);
  const adapted =
    own !== null || read.outcome !== "read"
      ? { config: null, why: null, isMissing: false }
      : await askProgram(file, context);
  const parsed =
    own !== null || adapted.config !== null || !adapted.isMissing || read.outcome !== "read"
      ? null
      : await adaptCaddyfile(written, file, context.vantage);
  const config =
    own !== null
      ? treeAt(own, file)
      : (adapted.config ?? (parsed?.outcome === "adapted" ? parsed.config : null));
  const admin = config === null ? adminOfText(written) : adminOf(config);
  if (read.outcome === "read" && admin !== null) {
    const running = treeAt(await askJson(admin, "/config/", context), "/config/");
    // Another Caddy may have the customary address.
    const isOurs =
      portsOf(running).has(port) || (config !== null && shares(portsOf(config), portsOf(running)));
    if (entries(running, "apps").length > 0 && isOurs)
      return { config: running, from: "admin", admin, problems: [], files: [file] };
  }
  if (config !== null && parsed?.outcome === "adapted")
    return { config, from: "files", admin, problems: parsed.problems, files: parsed.files };
  if (config !== null)
    return { config, from: own === null ? "program" : "files", admin, problems: [], files: [file] };
  return read.outcome === "read"
    ? {
        outcome: "unreadable",
        why: parsed?.outcome === "refused" ? `${parsed.where}: ${parsed.what}` : adapted.why,
      }
    : { outcome: read.outcome, why: null };
}

const portsOf = (config: Tree): ReadonlySet<number> =>
  new Set(serversOf(config).flatMap(([, server]) => listensOf(server).map(({ first }) => first)));

const shares = (a: ReadonlySet<number>, b: ReadonlySet<number>) => [...a].some((port) => b.has(port));

/** The servers of HTTP by name. */
export const serversOf = (config: Tree): readonly (readonly [string, Tree])[] =>
  entries(config, "apps", "http", "servers");

function asJson(written: string): unknown {
  if (!/^\s*\{/.test(written)) return null;
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === "object" ? value : null;
  } catch {
    // A Caddyfile may begin so as well.
    return null;
  }
}

/** `caddy adapt`: what a Caddyfile means; the line of the program's error where it refuses it. */
async function askProgram(
  file: string,
  { vantage }: ProxyContext,
): Promise<{ readonly config: Tree | null; readonly why: string | null; readonly isMissing: boolean }> {
  const root = runsThere(vantage) ? "" : await rootOf(vantage);
  if (root === null) return { config: null, why: null, isMissing: true };
  const argv = ["caddy", "adapt", "--adapter", "caddyfile", "--config", root + file];
  const ran = await vantage.run(argv, { timeout: PROGRAM_PATIENCE });
  if (ran.outcome === "missing-tool")
    return { config: null, why: "the program caddy, which reads it, is not there", isMissing: true };
  if (ran.outcome !== "ran") return { config: null, why: null, isMissing: true };
  const value = ran.status === 0 ? asJson(ran.stdout) : null;
  const said =
    ran.stderr
      .trim()
      .split("\n")
      .findLast((line) => !line.startsWith("{")) ?? "";
  return value === null
    ? {
        config: null,
        why: said === "" ? null : `caddy refuses it: ${said.slice(0, 300)}`,
        isMissing: false,
      }
    : { config: treeAt(value, file), why: null, isMissing: false };
}

/** Where Caddy listens for its admin interface unless told. Caddy, "API". */
const usualAdmin: AdminAt = { kind: "tcp", address: "127.0.0.1", port: 2019 };

/** The admin interface by a configuration; `null` where it is switched off. */
export function adminOf(config: Tree): AdminAt | null {
  if (flag(config, "admin", "disabled") === true) return null;
  return adminAt(text(config, "admin", "listen") ?? "");
}

/** The same by the words of a Caddyfile's global options. */
function adminOfText(written: string): AdminAt | null {
  const options = /^\s*(?:#[^\n]*\n\s*)*\{([\s\S]{0,20000}?)\n\}/.exec(written)?.[1] ?? "";
  const word = /^\s*admin\s+([^\s{]+)/m.exec(options)?.[1];
  return word === "off" ? null : adminAt(word ?? "");
}

function adminAt(listen: string): AdminAt | null {
  if (listen === "") return usualAdmin;
  const socket = /^unix(?:\+h2c)?\/(\/[^|]+)/.exec(listen)?.[1];
  if (socket !== undefined) return { kind: "unix", path: socket };
  const [, address = "", port] = /^(?:tcp[46]?\/)?(.*):(\d{1,5})$/.exec(listen) ?? [];
  return port === undefined ? null : { kind: "tcp", address: askable(address), port: Number(port) };
}
