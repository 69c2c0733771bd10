/** What came of reading one file. */
export type FileRead =
  | { readonly outcome: "read"; readonly text: string }
  | { readonly outcome: "missing" | "permission" | "unreadable" };

/** A place to look from: its files and its name. */
export interface Vantage {
  readonly name: string;
  /** Reads a text file of this vantage, at most 64 MiB of it. Never throws. */
  read(path: string): Promise<FileRead>;
  /** Names in a folder, or `null` where it cannot be listed. Never throws. */
  list(path: string): Promise<readonly string[] | null>;
  /** Where a symbolic link leads, or `null` where it cannot be read. Never throws. Left out by a vantage that cannot tell. */
  link?(path: string): Promise<string | null>;
}
