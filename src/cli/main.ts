import { enableCompileCache } from "node:module";

// Before anything else is loaded: the sources are TypeScript, and stripped once instead of at every start.
enableCompileCache();

const { run } = await import("./run.ts");
process.exitCode = await run(process.argv.slice(2));
