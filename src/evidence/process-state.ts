import type { EpochMs, Ms } from "../base/index.ts";

/** The process that serves a hop, as its host's kernel and service manager know it. */
export interface ProcessState {
  readonly pid: number;
  readonly name: string;
  readonly startedAt: EpochMs | null;
  readonly openFiles: { readonly used: number; readonly soft: number } | null;
  readonly threads: { readonly used: number; readonly limit: number | null } | null;
  /** Resident octets, and the limit of its control group; `null` for no limit. */
  readonly memory: { readonly resident: number; readonly limit: number | null } | null;
  /** Processes of its control group that the kernel killed for memory, since the group was made; `null` where it is not counted. */
  readonly outOfMemoryKills: number | null;
  /** Of its control group: periods, those that were throttled, and the time, since the group was made; `null` without a quota. */
  readonly cpu: {
    readonly periods: number;
    readonly throttled: number;
    readonly throttledFor: Ms;
    /** Processors that the quota grants. */
    readonly quota: number;
  } | null;
  /** Whether it is stopped (`T`) or waits for the disk (`D`): state of its main thread. proc(5). */
  readonly state: string;
  /** systemd's unit, how often it restarted it, and its last result (`oom-kill`, `exit-code`); `null` where it is no unit. */
  readonly unit: { readonly name: string; readonly restarts: number; readonly result: string } | null;
  /** Addresses and ports that it listens on. */
  readonly listens: readonly { readonly address: string; readonly port: number }[];
  /** `address:port` of the proxy's upstream that it was looked up for. Left out for the process that a hop itself ends at. */
  readonly upstream?: string;
}

/** What changed on a host not long before: a hint, never a verdict. */
export interface RecentChanges {
  /** Newest first, at most 20. */
  readonly changes: readonly {
    readonly at: EpochMs;
    /** `job`: it ran in the window, from then on. */
    readonly what: "package" | "configuration" | "certificate" | "restart" | "deployment" | "reboot" | "job";
    /** `nginx 1.22.1-9 to 1.22.1-10`, the path of a file, a unit's name. */
    readonly of: string;
  }[];
}
