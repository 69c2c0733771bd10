import { setTimeout as sleep } from "node:timers/promises";
import type { Behind } from "./behind.ts";

/** Several intervals of the health check. */
const SETTLED_MS = 1_500;

/** Starts the applications of a site; what it gives lets the first so many say that they are not well, at the path of the health check, and the others be well. */
export async function serveChecked(
  site: Behind,
  health: string,
): Promise<{ readonly applications: number; readonly sicken: (sick: number) => Promise<void> }> {
  const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
  const sicken = async (sick: number) => {
    for (const [index, app] of running.entries()) {
      const host = site.apps[index];
      const routes = { [health]: { status: 503 }, "*": { body: "well\n" } };
      if (host) await app.restart(site.web(index < sick ? { routes } : {}, host));
    }
    await sleep(SETTLED_MS);
  };
  return { applications: running.length, sicken };
}
