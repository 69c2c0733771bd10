import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** What a syslog daemon does with what it is told. */
export interface SyslogConfig {
  /** UDP, on 127.0.0.1. */
  readonly port: number;
  /** Where each message becomes a line. */
  readonly file: string;
  /** rsyslog's traditional form (`Nov 21 22:18:08 edge haproxy[7]: …`), or its newer one with an RFC 3339 time. */
  readonly form: "traditional" | "iso";
  /** The host's name in each line. */
  readonly host: string;
}

/** Starts the lab's own syslog daemon (Node) in a host: it takes RFC 3164 messages and appends them to a file. */
export function startSyslog(host: Host, config: SyslogConfig): Promise<Configured<SyslogConfig>> {
  mkdirSync(dirname(config.file), { recursive: true });
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("syslog"), JSON.stringify(wanted)],
      ready: { udp: wanted.port },
    }),
  );
}
