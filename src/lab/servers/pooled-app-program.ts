import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Build, type BuildOptions, buildOnce, compile, findGo } from "../go/index.ts";

const WHAT = "an application with a pool";
const PROGRAM = "pooled-app";

/**
 * The path of `lab/pooled-app`, with the modules that its go.sum names.
 *
 * @throws FaultlineError `LAB_FAILED` where it cannot be built.
 */
export async function buildPooledApp(options: BuildOptions = {}): Promise<string> {
  const takes = "some 30 seconds of processor time";
  const recipe = { what: WHAT, name: PROGRAM, version: "1", last: PROGRAM, takes, make: build };
  return join(await buildOnce(recipe, options), PROGRAM);
}

async function build({ sources, fresh, log, environment, signal }: Build): Promise<void> {
  mkdirSync(fresh, { recursive: true });
  const toolchain = await findGo(environment, { what: WHAT, scratch: join(fresh, "toolchain") });
  const out = join(fresh, PROGRAM);
  await compile({ what: WHAT, toolchain, folder: sources, out, flags: "", log, signal });
}
