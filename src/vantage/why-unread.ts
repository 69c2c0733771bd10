import type { FileRead } from "./vantage.ts";

/** Why a file could not be read, to be said of it: `Cannot read "ca.pem": there is no such file`. */
export const whyUnread: Readonly<Record<Exclude<FileRead["outcome"], "read">, string>> = {
  missing: "there is no such file",
  permission: "it may not be read",
  unreadable: "it cannot be read",
};
