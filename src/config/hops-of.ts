import { resolve } from "node:path";
import type { PathEntry } from "./config-file.ts";
import type { ConfigWritten } from "./schema.ts";

/**
 * The hops of the path as they are written.
 *
 * @param folder Where the configuration lies: relative files lie beside it.
 */
export function hopsOf({ path = [] }: ConfigWritten, folder: string): readonly PathEntry[] {
  const file = (named: string | undefined): string | null =>
    named === undefined ? null : resolve(folder, named);
  return path.map(({ proxy, app, database }): PathEntry => {
    if (proxy !== undefined) {
      const { at = null, kind = null, url = null, config, errorLog, accessLog } = proxy;
      return {
        kind: "proxy",
        ...{ at, software: kind, url },
        config: file(config),
        errorLog: file(errorLog),
        accessLog: file(accessLog),
      };
    }
    if (app !== undefined) {
      const { at = null, url = null, metrics = null, log } = app;
      return { kind: "app", at, url, metrics, log: file(log) };
    }
    const { at = null, url = null, passwordFile } = database ?? {};
    return { kind: "database", at, url, passwordFile: file(passwordFile) };
  });
}
