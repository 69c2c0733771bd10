import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Clock, FaultlineError } from "../base/index.ts";
import { mustBeUsable, parseTarget, quote, type Sketch, writeSketch } from "../config/index.ts";
import { surveyHost } from "../incident/index.ts";
import { localVantage } from "../vantage/index.ts";
import { exitStatus, type Io } from "./io.ts";
import { refuseWriting } from "./save-file.ts";

/** The options of `init` as commander gives them. */
export interface InitArguments {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly force?: boolean;
}

/** The file that `check` looks for. */
const USUAL = "faultline.yaml";

/** `faultline init [TARGET]`: writes a commented configuration from what is found on this host. */
export async function initCommand(
  target: string | null,
  { output = USUAL, stdout = false, force = false }: InitArguments,
  { io, clock }: { readonly io: Io; readonly clock: Clock },
): Promise<number> {
  if (target !== null) parseTarget(target);
  const found = await surveyHost({ vantage: localVantage("client"), clock, signal: io.signal, env: io.env });
  const schema = fileURLToPath(new URL("../../faultline.schema.json", import.meta.url));
  const text = writeSketch({ schema, target, ...found });
  await mustBeUsable(output, text);
  if (stdout) {
    io.out(text);
    return exitStatus.healthy;
  }
  await writeNew(output, text, force);
  io.out(`Wrote ${output}: ${saysOf(found)}\n`);
  io.out(
    target === null
      ? "Look it through, write the target, and run: faultline check\n"
      : "Look it through and run: faultline check\n",
  );
  return exitStatus.healthy;
}

/** Writes a file that others need not read. @throws FaultlineError where it is there already, or cannot be written. */
async function writeNew(path: string, text: string, force: boolean): Promise<void> {
  try {
    await using file = await open(path, force ? "w" : "wx", 0o600);
    await file.writeFile(text);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new FaultlineError(
        "CANNOT_SAVE",
        `Cannot write "${quote(path)}": there is a file already\nGive --force to overwrite it, -o FILE for another, or --stdout`,
        { cause: error },
      );
    }
    throw refuseWriting(path, error);
  }
}

function saysOf({ proxies, listeners, vantages, kubernetes }: Omit<Sketch, "schema" | "target">): string {
  const count = (number: number, word: string, words: string) => `${number} ${number === 1 ? word : words}`;
  return [
    proxies.length === 0 ? "no proxy" : proxies.map(({ software }) => software).join(", "),
    count(listeners.length, "listener", "listeners"),
    count(vantages.length, "vantage", "vantages"),
    kubernetes === null ? "no kubeconfig" : "a kubeconfig",
  ].join("; ");
}
