import { existsSync, rmSync, writeFileSync } from "node:fs";
import type { Ms } from "../base/index.ts";
import { systemPath } from "./packages.ts";
import { run } from "./world/index.ts";

/** invoke-rc.d(8) asks it whether a service may start: 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";
const NOTHING_STARTS = "#!/bin/sh\nexit 101\n";
const INSTALL_WITHIN: Ms = 600_000;

/**
 * Runs apt-get for some packages, without starting a service. Whether they are there then, who looks for them sees.
 *
 * @param caller The environment that apt is run in: how mirrors are reached is the caller's own setting.
 * @returns the last lines that it said.
 */
export async function installPackages(
  names: readonly string[],
  caller: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const kept = Object.entries(caller).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const env = { ...Object.fromEntries(kept), PATH: systemPath, DEBIAN_FRONTEND: "noninteractive" };
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, NOTHING_STARTS, { mode: 0o755 });
  try {
    await run(["apt-get", "-qq", "update"], { env, timeout: INSTALL_WITHIN });
    const argv = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", ...names];
    const ran = await run(argv, { env, timeout: INSTALL_WITHIN });
    return ran.stderr.trim().split("\n").slice(-3).join("; ").slice(0, 300);
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}
