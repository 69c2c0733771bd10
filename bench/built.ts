import { basename, join } from "node:path";
import { rolldown } from "rolldown";

/**
 * Bundles a program of this folder as `build.ts` bundles the product, so that what is measured starts as users start it.
 *
 * @returns path of the bundle, in the folder of builds: packages are found from there.
 */
export async function built(program: string): Promise<string> {
  const dir = join("dist", "bench");
  const name = `${basename(program, ".mjs")}.js`;
  const bundle = await rolldown({ input: program, platform: "node", external: /^(?![./])/ });
  await bundle.write({ dir, format: "esm", entryFileNames: name });
  await bundle.close();
  return join(dir, name);
}
