import type { Ms } from "../../base/index.ts";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** What one path answers. */
export interface WebRoute {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A body of this many octets in place of `body`. */
  readonly octets?: number;
  /** Milliseconds before the answer's first byte. */
  readonly delay?: number;
  /** Milliseconds in the middle of the body. */
  readonly pause?: number;
  /** Promises this many octets more than it sends, then ends the connection. */
  readonly missingOctets?: number;
  /** `reset` aborts the connection, `hang` never answers, `chunk-and-cut` ends within a chunked body. */
  readonly act?: "reset" | "hang" | "chunk-and-cut";
}

/** What the web server does at SIGTERM. It tells its log of that and of its start. */
export interface WebShutdown {
  /** For so long it serves on, and answers the path of readiness with 503. */
  readonly drains: Ms;
  /** Requests that are being answered when its listener closes. */
  readonly inUse: "answered" | "cut";
  /** After that it cleans up for so long before it ends. */
  readonly lingers: Ms;
  /** Path of its readiness, 200 until SIGTERM. */
  readonly readiness: string;
}

/** What the web server of the lab serves: an application that can be told to misbehave. */
export interface WebConfig {
  readonly port: number;
  /** Address to listen on; default every one of both families. */
  readonly address?: string;
  /** Answers by path, `*` for any other; default 200 with a short text. */
  readonly routes?: Readonly<Record<string, WebRoute>>;
  /** Options of `tls.createServer`: `key`, `cert`, `minVersion`, `ciphers`, `requestCert`, `ca` … as text. */
  readonly tls?: Readonly<Record<string, unknown>>;
  /** Offers HTTP/2 beside HTTP/1.1; with `tls` only. */
  readonly http2?: boolean;
  /** Idle milliseconds after which it closes a connection; default 5 s, as Node has it. */
  readonly keepAlive?: number;
  /** Length of the accept queue; default 511. */
  readonly backlog?: number;
  /** Where it logs each request when its work has ended, whether or not the asker is still there. */
  readonly log?: { readonly file: string; readonly form: WebLogForm };
  /** How it ends at SIGTERM; at once and without a word unless given. */
  readonly shutdown?: WebShutdown;
}

/** How an application writes its log: JSON as pino does, words, or the combined format with microseconds at its end. */
export type WebLogForm = "json" | "words" | "combined";

/** Starts the lab's own web server (Node) in a host. */
export function startWeb(host: Host, config: WebConfig): Promise<Configured<WebConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("web"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}
