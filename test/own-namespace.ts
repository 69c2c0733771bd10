import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const kernel = fileURLToPath(new URL("../src/sys/index.ts", import.meta.url));

/** Whether this user may make a user and a network namespace; some systems allow it to root only. */
export const hasOwnNamespaces = ((): boolean => {
  try {
    execFileSync("unshare", ["-rn", "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/**
 * Runs a shell script that sets a new network namespace up, then a module in it, which finds all of `src/sys` as `sys`
 * and gives its result to `tell()`. Needs no root where `hasOwnNamespaces`.
 *
 * @throws When either fails.
 */
export function tellFromOwnNamespace(setUp: string, module: string): unknown {
  const whole = `import * as sys from ${JSON.stringify(kernel)};
const tell = (value) => process.stdout.write(JSON.stringify(value));
${module}`;
  const script = `set -e; ${setUp}\nexec "$0" --input-type=module -e "$1"`;
  const output = execFileSync("unshare", ["-rn", "sh", "-c", script, process.execPath, whole], {
    encoding: "utf8",
    timeout: 30_000,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output);
}
