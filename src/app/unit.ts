import type { EpochMs } from "../base/index.ts";
import type { ProcessState } from "../evidence/index.ts";
import { type AppContext, COMMAND_PATIENCE } from "./context.ts";

/** A unit of systemd, and when it last became active. */
export interface UnitSeen {
  readonly unit: NonNullable<ProcessState["unit"]>;
  readonly activeSince: EpochMs | null;
}

/** systemd's unit of a process, by its control group's path; `null` where the path names none. systemd.unit(5). */
export function unitOf(path: string | null): string | null {
  const parts = (path ?? "").split("/").filter((part) => /\.(?:service|scope)$/.test(part));
  // A user's own manager is a service itself: the unit below it is the one that matters.
  const [name] = parts.slice(-1);
  return name === undefined || name.length > 255 || name.startsWith("-") ? null : name;
}

/** Asks the service manager of the vantage for a unit; `null` where there is none to ask. systemctl(1). */
export async function readUnit(name: string, { vantage }: AppContext): Promise<UnitSeen | null> {
  // In another process's root the manager of this host is not its own.
  if (vantage.kind === "pid") return null;
  const asked = ["systemctl", "show", "-p", "NRestarts,Result,ActiveEnterTimestamp,LoadState", "--", name];
  const ran = await vantage.run(asked, { timeout: COMMAND_PATIENCE });
  return ran.outcome === "ran" && ran.status === 0 ? parseUnit(name, ran.stdout) : null;
}

/** Reads `Property=value` lines; `null` where no such unit is loaded. */
export function parseUnit(name: string, text: string): UnitSeen | null {
  const fields = new Map(
    text.split("\n").flatMap((line): readonly (readonly [string, string])[] => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
  if (fields.get("LoadState") !== "loaded") return null;
  const restarts = Number(fields.get("NRestarts") ?? 0);
  return {
    unit: {
      name,
      // A scope has no such property.
      restarts: Number.isSafeInteger(restarts) && restarts >= 0 ? restarts : 0,
      result: (fields.get("Result") ?? "").slice(0, 64),
    },
    activeSince: timeOf(fields.get("ActiveEnterTimestamp") ?? ""),
  };
}

/** `Sat 2026-06-06 10:24:33 UTC`; `null` in another zone, whose name alone says no offset. systemd.time(7). */
function timeOf(text: string): EpochMs | null {
  const [, date, time] = /^\w{3} (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:UTC|GMT)$/.exec(text) ?? [];
  const at = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(at) ? null : at;
}
