import type { EpochMs, Ms } from "../base/index.ts";
import type { RecentChanges } from "../evidence/index.ts";

/** One change of a host. */
export type Change = RecentChanges["changes"][number];

/** Text of a package's name or version that is kept. */
const LONGEST = 100;

/** A log of a package manager. */
export interface PackageLog {
  readonly file: string;
  readonly read: (line: string, zone: Ms) => Change | null;
}

/** `2026-06-06 10:24:33 upgrade nginx:amd64 1.22.1-9 1.22.1-10`, in the host's own zone. dpkg(1). */
export function dpkgChange(line: string, zone: Ms): Change | null {
  const [, date, time, action, name = "", before = "", after = ""] =
    /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (install|upgrade|remove|purge) (\S+) (\S+) (\S+)$/.exec(line) ??
    [];
  const at = Date.parse(`${date}T${time}Z`) - zone;
  if (action === undefined || Number.isNaN(at)) return null;
  const versions =
    action === "upgrade" ? `${before} to ${after}` : action === "install" ? `${after} installed` : "removed";
  return packageChange(at, `${name.replace(/:\w+$/, "")} ${versions}`);
}

/** `2026-06-06T10:24:33+0000 SUBDEBUG Upgrade: nginx-1:1.22.1-1.el9.x86_64`. dnf(8), "Logging". */
export function rpmChange(line: string): Change | null {
  const [, date, offset, action, name = ""] =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:?\d{2}) SUBDEBUG (Upgrade|Installed|Erase|Downgrade|Reinstall): (\S+)$/.exec(
      line,
    ) ?? [];
  return action === undefined
    ? null
    : packageChange(instant(date, offset), `${name} ${action.toLowerCase()}`);
}

/** `[2026-06-06T10:24:33+0000] [ALPM] upgraded nginx (1.22.1-1 -> 1.24.0-1)`. pacman(8). */
export function pacmanChange(line: string): Change | null {
  const [, date, offset, action, name = "", versions = ""] =
    /^\[(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})([+-]\d{4})\] \[ALPM\] (upgraded|installed|removed|downgraded) (\S+) \(([^)]*)\)$/.exec(
      line,
    ) ?? [];
  return action === undefined
    ? null
    : packageChange(instant(date, offset), `${name} ${versions.replace(" -> ", " to ")} ${action}`);
}

/** The logs that package managers write, each where its distribution has it. */
export const packageLogs: readonly PackageLog[] = [
  { file: "/var/log/dpkg.log", read: dpkgChange },
  { file: "/var/log/dnf.rpm.log", read: rpmChange },
  { file: "/var/log/pacman.log", read: pacmanChange },
];

const packageChange = (at: EpochMs, of: string): Change | null =>
  Number.isNaN(at) ? null : { at, what: "package", of: of.slice(0, LONGEST) };

const instant = (date = "", offset = "Z"): EpochMs =>
  Date.parse(date + offset.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2"));
