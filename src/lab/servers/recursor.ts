import { join } from "node:path";
import type { Host, Server } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { startNamed } from "./named.ts";
import { startUnbound } from "./unbound.ts";

/** What a recursive resolver starts from. */
export interface RecursorConfig {
  readonly kind: "unbound" | "named";
  /** Root hints: a zone file's text. */
  readonly hints: string;
  /** Further lines within unbound's `server:`. */
  readonly unbound?: readonly string[];
  /** Further sections of unbound: `forward-zone:`. */
  readonly sections?: string;
  /** unbound's modules; default `iterator`, without validation. */
  readonly modules?: string;
  /** Further lines within named's `options { }`. */
  readonly named?: string;
  /** Further top-level statements of named. */
  readonly statements?: string;
  readonly validation?: "yes" | "no";
  /** named answers nothing but its own zones; default true. */
  readonly recursion?: boolean;
}

/**
 * Starts a recursive resolver of either kind, which asks the lab's own root. A restart forgets what it has cached. It is
 * ready when it has primed itself: a question that meets the priming (RFC 8109) may end in SERVFAIL.
 */
export function startRecursor(host: Host, config: RecursorConfig): Promise<Configured<RecursorConfig>> {
  return configured(config, async (wanted) => {
    const server = await start(host, wanted);
    // Answered or refused, either ends the wait.
    await host.run(["dig", "+time=1", "+tries=2", "@127.0.0.1", ".", "NS"]);
    return server;
  });
}

function start(host: Host, config: RecursorConfig): Promise<Server> {
  const { kind, hints, unbound = [], sections = "", modules = "iterator" } = config;
  const file = host.file(join(kind, "hints.zone"), hints);
  if (kind === "unbound")
    return startUnbound(host, { server: [`root-hints: "${file}"`, ...unbound], sections, modules });
  return startNamed(host, {
    recursion: config.recursion ?? true,
    options: config.named ?? "",
    statements: `zone "." { type hint; file "${file}"; };\n${config.statements ?? ""}`,
    validation: config.validation ?? "no",
  });
}
