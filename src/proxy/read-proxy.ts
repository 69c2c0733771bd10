import type { ProxyKind } from "../evidence/index.ts";
import { readCaddy } from "./caddy/read.ts";
import type { ProxyContext } from "./context.ts";
import { readEnvoy } from "./envoy/read.ts";
import { readHaproxy } from "./haproxy/read.ts";
import { readHaproxyState } from "./haproxy/state.ts";
import { readNginx } from "./nginx/read.ts";
import type { ConfigurationAsked, ProxyRead } from "./proxy-read.ts";
import { readTraefik } from "./traefik/read.ts";

/** Which proxy's configuration is read, and for which request. */
export interface ProxyAsked extends ConfigurationAsked {
  readonly software: ProxyKind;
}

/** Records what a proxy's configuration means for a request; `null` and a gap where it cannot be read. */
export async function readProxy(asked: ProxyAsked, context: ProxyContext): Promise<ProxyRead | null> {
  const read = await readBySoftware(asked, context);
  const { problems = [], route = null } = read?.record.value ?? {};
  const [first, ...others] = problems;
  // What stands behind a line that is not understood may be the very route.
  if (first !== undefined && route === null)
    context.recorder.gap({
      boundary: "proxy",
      needs: `what ${asked.software}'s configuration does with this request: ${first.where}: ${first.what}${others.length === 0 ? "" : `, and ${others.length} more`}`,
      reason: "unreadable",
      allowBy: `See what the proxy itself says of it: ${checkedBy[asked.software](asked.file)}`,
    });
  return read;
}

/** Where each proxy says whether it understands a file. */
const checkedBy: Readonly<Record<ProxyKind, (file: string) => string>> = {
  nginx: (file) => `nginx -t -c ${file}`,
  haproxy: (file) => `haproxy -c -f ${file}`,
  envoy: (file) => `envoy --mode validate -c ${file}`,
  caddy: (file) => `caddy validate --config ${file}`,
  // Traefik has no such command, and says it in its log as it starts.
  traefik: (file) => `less ${file}, and Traefik's own log`,
};

async function readBySoftware(
  { software, file, request }: ProxyAsked,
  context: ProxyContext,
): Promise<ProxyRead | null> {
  switch (software) {
    case "nginx": {
      // `nginx -T` makes logs and folders that are missing and binds ports for a moment: that is more than a look.
      const read = await readNginx({ file, request, mayAskProgram: false }, context);
      // nginx without its commercial part tells nothing of its upstreams.
      return read === null ? null : { record: read.record, logs: read.logs, readState: async () => {} };
    }
    case "haproxy": {
      const read = await readHaproxy({ files: [file], request }, context);
      if (read === null) return null;
      const { record, logs, sections } = read;
      const { route } = record.value;
      const backend = route?.action.kind === "upstream" ? route.action.upstream.name : null;
      return {
        record,
        logs,
        async readState() {
          await readHaproxyState({ sections, backend }, context);
        },
      };
    }
    case "envoy":
      return readEnvoy({ file, request }, context);
    case "caddy":
      return readCaddy({ file, request }, context);
    case "traefik":
      return readTraefik({ file, request }, context);
  }
}
