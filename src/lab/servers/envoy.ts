import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { fetchProgram } from "./fetched-program.ts";

/** What Envoy is to serve. */
export interface EnvoyConfig {
  /** Port to wait for. */
  readonly port: number;
  /** Its bootstrap, as YAML. */
  readonly bootstrap: string;
}

/** Starts Envoy in a host, with one worker. Its bootstrap is `envoy.yaml` and its own words are `envoy.log` in `host.folder/envoy`. */
export async function startEnvoy(host: Host, config: EnvoyConfig): Promise<Configured<EnvoyConfig>> {
  const program = await fetchProgram("envoy");
  return configured(config, ({ port, bootstrap }) => {
    const path = host.file(join("envoy", "envoy.yaml"), bootstrap);
    const log = join(host.folder, "envoy", "envoy.log");
    return host.start({
      // Hot restart wants a segment of /dev/shm, which worlds share.
      argv: [program, "-c", path, "--concurrency", "1", "--disable-hot-restart", "--log-path", log],
      ready: { tcp: port },
      readyWithin: 20_000,
    });
  });
}
