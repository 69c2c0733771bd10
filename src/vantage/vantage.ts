import type { EpochMs, Ms } from "../base/index.ts";

/** What the file system says of a file, whatever is in it. */
export interface FileFacts {
  /** In octets; 0 for files of /proc. */
  readonly size: number;
  /** When its content was last changed, by the vantage's own clock. */
  readonly changedAt: EpochMs;
  /** A file with content at places: no folder, pipe, socket or device. */
  readonly isRegular: boolean;
}

/** The most that one `readAt` gives, in octets. */
export const MOST_AT_ONCE = 4 * 1024 * 1024;

/** What came of reading one file. */
export type FileRead =
  | { readonly outcome: "read"; readonly text: string }
  | { readonly outcome: "missing" | "permission" | "unreadable" };

/**
 * What came of one command.
 *
 * - `ran`: it ended by itself; its status may be anything but 0.
 * - `missing-tool`: there is no such program. `permission`: it may not be started.
 * - `timed-out`: it was ended by us. `unreachable`: the vantage itself could not be reached, or went away.
 */
export type CommandRun =
  | {
      readonly outcome: "ran";
      /** Exit status; 128 and the signal's number where a signal ended it. */
      readonly status: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly outcome: "missing-tool" | "permission" | "timed-out" | "unreachable" };

/**
 * How a vantage is looked from.
 *
 * - `local`: this process's own namespace and root. `netns`: another network namespace of this host, with its own
 *   /etc/netns. `pid`: the namespace and the root of a process. `ssh`: another host, by a shell there.
 */
export type VantageKind = "local" | "netns" | "pid" | "ssh";

/** A place to look from: its name, its files, its commands, and the kernel's view from there. */
export interface Vantage {
  readonly name: string;
  readonly kind: VantageKind;
  /** Reads a text file of this vantage, at most 64 MiB of it. Never throws. */
  read(path: string): Promise<FileRead>;
  /** What is known of a file without reading it; `null` where nothing is. Never throws. Left out by a vantage that cannot tell. */
  stat?(path: string): Promise<FileFacts | null>;
  /**
   * Octets of a regular file from an offset, at most 4 MiB; fewer, or none, at its end, and `null` where it cannot be read.
   * Never throws. Left out by a vantage that cannot read so.
   */
  readAt?(path: string, offset: number, length: number): Promise<Uint8Array | null>;
  /** Names in a folder, or `null` where it cannot be listed. Never throws. Of /proc only the processes that belong to the vantage. */
  list(path: string): Promise<readonly string[] | null>;
  /** Where a symbolic link leads, or `null` where it cannot be read. Never throws. Left out by a vantage that cannot tell. */
  link?(path: string): Promise<string | null>;
  /** Runs a command there to its end, within a bound; never by a shell of this host. Never throws. */
  run(argv: readonly string[], options: { readonly timeout: Ms }): Promise<CommandRun>;
  /**
   * Runs synchronous work with this thread in the vantage's network namespace; nothing in it may be awaited. `null` where
   * this process cannot be there: over ssh, without permission, after the namespace is gone.
   *
   * @throws What `work` throws.
   */
  inside<T>(work: () => T): T | null;
}
