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
export async function readProxy(
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
