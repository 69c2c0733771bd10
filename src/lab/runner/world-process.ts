/**
 * The first process of a world: started by the runner through `unshare` in fresh mount, pid and network namespaces.
 * When it ends, the kernel ends every process of the world and drops its namespaces, mounts and files. It ends when
 * its standard input does, so that a runner that dies in any way takes its world along.
 *
 * @module
 */
import { enableCompileCache } from "node:module";

// Before anything else is loaded, as in the command itself.
enableCompileCache();
await import("./world-life.ts");
