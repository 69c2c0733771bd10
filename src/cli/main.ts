import { enableCompileCache } from "node:module";

// Before anything else is loaded: the sources are TypeScript, and stripped once instead of at every start.
enableCompileCache();

try {
  const { run } = await import("./run.ts");
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // What cannot even be loaded is a bug: Node's own status for it, 1, would say that a fault was found. sysexits(3).
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 70;
}
