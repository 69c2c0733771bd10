import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import { type CaddyConfig, type Configured, startCaddy } from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Behind } from "./behind.ts";

/** Caddy as the public proxy of a site. */
export interface CaddyEdge {
  /** Its Caddyfile with these lines in its only site, and further ones of the global options. */
  of(site: string, global?: string): CaddyConfig;
  /** The same, all of it passed on to the first application; with lines of `reverse_proxy`, and of its `transport http`. */
  passing(lines?: string, transport?: string): CaddyConfig;
  start(config: CaddyConfig): Promise<Configured<CaddyConfig>>;
  readonly hop: WrittenHop;
}

/** Draws how Caddy is written: its site's address, its admin interface, the form of its access log. */
export function caddyOf(site: Behind, draw: Draw): CaddyEdge {
  const { front, name, port } = site;
  const folder = join(front.folder, "caddy");
  // They are there from the first start on: Caddy makes them with their first line.
  const [accessLog, errorLog] = [front.file("caddy/access.log", ""), front.file("caddy/caddy.log", "")];
  const certificate = join(front.folder, "front", "both.pem");
  const isSecure = site.url.startsWith("https:");
  const address = `${isSecure ? "https" : "http"}://${draw.coin() ? name : ""}:${port}`;
  const tls = isSecure ? `\ttls ${certificate} ${certificate}\n` : "";
  const admin = draw.pick(["", `\tadmin 127.0.0.1:${draw.port()}\n`, "\tadmin off\n"]);
  const format = draw.pick(["", "\t\tformat json\n"]);
  const of = (lines: string, global = ""): CaddyConfig => ({
    port,
    global: `${admin}\tauto_https disable_redirects\n\tlog {\n\t\toutput file ${errorLog}\n\t}\n${global}`,
    sites: `${address} {\n${tls}\tlog {\n\t\toutput file ${accessLog}\n${format}\t}\n${lines}\n}`,
  });
  return {
    of,
    passing: (lines = "", transport = "") =>
      of(
        `\treverse_proxy ${site.origin()} {\n\t\t${lines}\n\t\ttransport http {\n\t\t\tdial_timeout 4s\n\t\t\t${transport}\n\t\t}\n\t}`,
      ),
    start: (config) => startCaddy(front, config),
    hop: { proxy: { at: front.name, kind: "caddy", config: join(folder, "Caddyfile"), errorLog, accessLog } },
  };
}
