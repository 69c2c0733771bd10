import { fileURLToPath } from "node:url";

/** The path of one of the lab's own server scripts, in the sources or in the build, as this file is. */
export function scriptOf(
  name:
    | "relay"
    | "raw"
    | "web"
    | "tcp"
    | "hello-guard"
    | "slow-dns"
    | "holder"
    | "leaky"
    | "storm"
    | "syslog"
    | "pacer"
    | "database-app"
    | "database-sessions"
    | "database-storm",
): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./scripts/${name}.${extension}`, import.meta.url));
}
