import type { Clock } from "../../base/index.ts";
import type { SketchedProxy } from "../../config/index.ts";
import { createRecorder } from "../../evidence/index.ts";
import {
  type NamedLogs,
  type ProxyContext,
  type ProxyRequest,
  readHaproxy,
  readNginx,
} from "../../proxy/index.ts";
import type { Vantage } from "../../vantage/index.ts";

/** The files that a proxy logs to. */
export interface ProxyLogs {
  readonly accessLog: string | null;
  readonly errorLog: string | null;
}

const none: ProxyLogs = { accessLog: null, errorLog: null };

/** What a look takes to read a configuration. */
export interface LogLook {
  readonly vantage: Vantage;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Where a proxy logs a request for `/` at one of its ports, by its configuration; nothing is asked of the proxy itself. */
export async function logsNamed(
  software: SketchedProxy["software"],
  config: string,
  { port, look }: { readonly port: number; readonly look: LogLook },
): Promise<ProxyLogs> {
  const { vantage, clock, signal } = look;
  // Nothing of this is a run: what is recorded is let go.
  const context: ProxyContext = { vantage, clock, signal, recorder: createRecorder(vantage.name) };
  const request: ProxyRequest = {
    ...{ scheme: port === 443 ? "https" : "http", host: "", address: null, port },
    ...{ path: "/", method: "GET", bodyOctets: 0, headOctets: 0, client: null },
  };
  const read =
    software === "nginx"
      ? await readNginx({ file: config, request, mayAskProgram: false }, context)
      : software === "haproxy"
        ? await readHaproxy({ files: [config], request }, context)
        : null;
  return read === null ? none : filesOf(read.logs);
}

const filesOf = ({ access, errors }: NamedLogs): ProxyLogs => ({
  accessLog: access.find(({ target }) => target.startsWith("/"))?.target ?? null,
  errorLog: errors.find(({ target }) => target.startsWith("/"))?.target ?? null,
});
