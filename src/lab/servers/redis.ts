import { type Host, mustRun } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What Redis is started with. */
export interface RedisConfig {
  readonly port: number;
  /** The default user's password. */
  readonly password?: string;
  /** Further lines of redis.conf: `maxclients 10`. */
  readonly lines?: readonly string[];
}

/** Starts Redis in a host, keeping nothing, as Debian's user of it. */
export async function startRedis(host: Host, config: RedisConfig): Promise<Configured<RedisConfig>> {
  return configured(config, async ({ port, password, lines = [] }) => {
    const path = host.file(
      `redis-${port}/redis.conf`,
      [
        ...[
          `port ${port}`,
          "bind 0.0.0.0",
          "protected-mode no",
          'save ""',
          `dir ${host.folder}/redis-${port}`,
        ],
        ...(password === undefined ? [] : [`requirepass ${password}`]),
        ...lines,
        "",
      ].join("\n"),
    );
    await mustRun(["chown", "-R", "redis:redis", `${host.folder}/redis-${port}`]);
    return host.start({
      argv: [
        ...["setpriv", "--reuid", "redis", "--regid", "redis", "--clear-groups"],
        ...["redis-server", path],
      ],
      ready: { tcp: port },
    });
  });
}
