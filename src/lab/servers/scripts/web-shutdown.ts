/**
 * How the lab's web server ends at SIGTERM, and what it tells its log of itself. See `WebShutdown` in `../web.ts`.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebConfig } from "../web.ts";

/** Whether it takes requests still, for its readiness. */
export interface Ending {
  isReady(): boolean;
}

/** Sets it up; `null` for a server that is told nothing of its end. */
export function endAtTerm(
  server: Pick<Server, "on" | "close" | "closeAllConnections">,
  { shutdown, log, port }: WebConfig,
): Ending | null {
  if (!shutdown) return null;
  const say = (message: string) => {
    if (log) appendFileSync(log.file, lineOf(log.form, message));
  };
  let isReady = true;
  const end = async () => {
    isReady = false;
    say("SIGTERM received, shutting down");
    await sleep(shutdown.drains);
    const closed = new Promise((resolve) => server.close(resolve));
    if (shutdown.inUse === "cut") server.closeAllConnections();
    await sleep(shutdown.lingers);
    await closed;
    say("shutdown complete");
    process.exit(0);
  };
  process.once("SIGTERM", () => void end());
  server.on("listening", () => say(`listening on port ${port}`));
  return { isReady: () => isReady };
}

/** A line of the application about itself; beside a log in the combined format as gunicorn has them. */
function lineOf(form: NonNullable<WebConfig["log"]>["form"], message: string): string {
  const now = new Date();
  if (form === "json")
    return `${JSON.stringify({ level: 30, time: now.getTime(), pid: process.pid, msg: message })}\n`;
  if (form === "words") return `${now.toISOString()} INFO ${message}\n`;
  return `[${now.toISOString().slice(0, 19).replace("T", " ")} +0000] [${process.pid}] [INFO] ${message}\n`;
}
