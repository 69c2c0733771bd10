import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../base/index.ts";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { fetchProgram } from "./fetched-program.ts";

/** A file of a configuration. */
interface Written {
  readonly path: string;
  readonly text: string;
}

/** What Traefik is to serve. */
export interface TraefikConfig {
  /** Port to wait for. */
  readonly port: number;
  /** Port of loopback for its own entry point, where a router of the dynamic configuration leads `/ping` to `ping@internal`. */
  readonly admin: number;
  /** Its static configuration, YAML or TOML by the end of its path. */
  readonly fixed: Written;
  /** What its file provider reads. */
  readonly dynamic: Written;
}

const LOADED_WITHIN: Ms = 20_000;
const LOOK_EVERY: Ms = 50;

/** Starts Traefik in a host, in a folder that is there, and waits until it has its routers. */
export async function startTraefik(host: Host, config: TraefikConfig): Promise<Configured<TraefikConfig>> {
  const program = await fetchProgram("traefik");
  return configured(config, async ({ port, admin, fixed, dynamic }) => {
    for (const { path, text } of [fixed, dynamic]) writeFileSync(path, text);
    const server = await host.start({
      argv: [program, `--configFile=${fixed.path}`],
      ready: { tcp: port },
      readyWithin: LOADED_WITHIN,
    });
    await loaded(host, admin);
    return server;
  });
}

/**
 * It listens before it has read what its providers say, and answers 404 and with a certificate of its own until then. The router of
 * `/ping` comes with the others, and no access log tells of an internal service.
 */
async function loaded(host: Host, admin: number): Promise<void> {
  const deadline = performance.now() + LOADED_WITHIN;
  const ping = ["curl", "-sf", "--max-time", "2", "-o", "/dev/null", `http://127.0.0.1:${admin}/ping`];
  while ((await host.run(ping)).status !== 0) {
    if (performance.now() > deadline)
      throw new FaultlineError(
        "LAB_FAILED",
        `Cannot start Traefik: it has no routers in time\nRun it by hand on this host: ${ping.join(" ")}`,
      );
    await sleep(LOOK_EVERY);
  }
}
