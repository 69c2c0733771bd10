/**
 * Programs that the lab builds itself, of Go modules: a Go that is new enough, the sources, a place where results are kept.
 *
 * @module
 */
export { type Build, type BuildOptions, buildOnce, type Recipe } from "./build-once.ts";
export { compile } from "./compile.ts";
export { type FetchedModule, fetchModule } from "./module.ts";
export { findGo, goArchitecture, type Toolchain } from "./toolchain.ts";
