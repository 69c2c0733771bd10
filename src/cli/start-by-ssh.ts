import { spawn } from "node:child_process";
import { FaultlineError } from "../base/index.ts";
import { quotePosix, sshArguments, startHere } from "../vantage/index.ts";
import { statusOf } from "./enter.ts";
import type { Io } from "./io.ts";

/** Seconds until the connection must stand. */
const PATIENCE = 5;

/** Options that are of this host alone: the far side knows no vantage of ours. */
const ownOptions = new Set(["-c", "--config", "--from"]);

/**
 * Runs a command on another host, where Faultline is there already, with our input and output.
 *
 * @param args As given here, the command first.
 * @throws FaultlineError `BAD_OPTION` where it cannot be reached or has no Faultline.
 */
export async function runBySsh(
  {
    name,
    destination,
    args,
  }: { readonly name: string; readonly destination: string; readonly args: readonly string[] },
  io: Io,
): Promise<number> {
  const ssh = sshArguments(destination, PATIENCE);
  const probe = await new Promise<number>((resolve) => {
    const [program = "", ...rest] = [...ssh, "command -v faultline >/dev/null"];
    const child = startHere(program, rest);
    child.on("error", () => resolve(255));
    child.on("exit", (status) => resolve(status ?? 255));
  });
  // ssh gives 255 for a failure of its own. ssh(1), "EXIT STATUS".
  if (probe === 255) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot start the request at "${name}": ssh to ${destination} fails\nMake this work without a question: ssh -o BatchMode=yes ${destination} true`,
    );
  }
  if (probe !== 0) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot start the request at "${name}": ${destination} has no faultline in its PATH\nInstall it there, or start from here and let ${name} be looked at`,
    );
  }
  const [program = "", ...rest] = [...ssh, ["faultline", ...args].map(quotePosix).join(" ")];
  return statusOf(spawn(program, rest, { stdio: "inherit", env: io.env, detached: true }), io, name);
}

/** The arguments without those that only this host understands, and with the target. */
export function argumentsForSsh(args: readonly string[], target: string | null): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (ownOptions.has(word)) index += 1;
    else if (![...ownOptions].some((option) => word.startsWith(`${option}=`))) kept.push(word);
  }
  return target === null || kept.includes(target) ? kept : [...kept, target];
}
