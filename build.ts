/**
 * Builds `dist/`: every command and every process of the lab in a few files each, without types. Node takes longer to find
 * and link some seven hundred modules than a check takes to look. `bin/faultline.js` starts it where it is what the sources are.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What `bin/sources.js` exports: it is JavaScript for the oldest Node, and has no types of its own. */
interface Sources {
  readonly MADE_FROM: string;
  stateOf(root: string): Readonly<Record<string, string>>;
  isFresh(root: string, withLab: boolean): boolean;
}

const root = fileURLToPath(new URL(".", import.meta.url));
const dist = join(root, "dist");
// The file's own exports, as described above.
const { MADE_FROM, stateOf, isFresh } = createRequire(import.meta.url)("./bin/sources.js") as Sources;

/** Files that a Node is started with, by their name in the build: beside those that start them. */
function entries(): Record<string, string> {
  const scripts = join(root, "src/lab/servers/scripts");
  const names = readdirSync(scripts).filter((name) => !name.endsWith(".test.ts"));
  return {
    main: join(root, "src/cli/main.ts"),
    // What `faultline/capture` of package.json leads to.
    capture: join(root, "src/capture/library.ts"),
    "world-process": join(root, "src/lab/runner/world-process.ts"),
    "emulator-process": join(root, "src/lab/links/emulator-process.ts"),
    traffic: join(root, "src/lab/noise/traffic.ts"),
    ...Object.fromEntries(names.map((name) => [`scripts/${basename(name, ".ts")}`, join(scripts, name)])),
  };
}

/** The package that is built in with what it needs, without the parts that are not used. */
const PARTED = "@kubernetes/client-node";

/** Longer than any build takes, in milliseconds. */
const ABANDONED = 10 * 60_000;

/** Takes away what builds that were killed have left. */
function sweep(): void {
  for (const name of readdirSync(dist)) {
    const folder = join(dist, name);
    if (name.startsWith("new-") && Date.now() - statSync(folder).mtimeMs > ABANDONED)
      rmSync(folder, { recursive: true, force: true });
  }
}

async function build({ rolldown }: typeof import("rolldown")): Promise<void> {
  mkdirSync(dist, { recursive: true });
  sweep();
  const made = mkdtempSync(join(dist, "new-"));
  try {
    const bundle = await rolldown({
      input: entries(),
      platform: "node",
      // Packages stay what npm installed, but for one of which a hundredth is used: whole, it takes longer to load than a check to look.
      external: (id, importer) =>
        /^(?![./])/.test(id) && id !== PARTED && !(importer ?? "").includes("/node_modules/"),
      // No module does anything when it is loaded, but those that a Node is started with and the lab's: what is not used is not loaded.
      treeshake: { moduleSideEffects: (id) => id.includes("/src/lab/") },
    });
    await bundle.write({
      dir: made,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "[name]-[hash].js",
    });
    await bundle.close();
    // First what says that it is fresh, then the build: a start in between takes the sources.
    rmSync(join(dist, MADE_FROM), { force: true });
    rmSync(join(dist, "cli"), { recursive: true, force: true });
    renameSync(made, join(dist, "cli"));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

if (!isFresh(root, true)) {
  const rolldown = await import("rolldown").catch(() => null);
  if (rolldown === null)
    process.stderr.write(
      "Left out: the build, which needs the development packages; the sources run as they are\n",
    );
  else {
    const before = stateOf(root);
    await build(rolldown);
    if (JSON.stringify(before) === JSON.stringify(stateOf(root)))
      writeFileSync(join(dist, MADE_FROM), JSON.stringify(before));
    else {
      process.stderr.write("Cannot build: the sources changed meanwhile\nRun npm run build again\n");
      process.exitCode = 1;
    }
  }
}
