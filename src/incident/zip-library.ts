import { createRequire } from "node:module";

/**
 * The library of zip files, loaded at its first use: it makes its tables then, which takes 17 ms of processor time that a
 * run which saves nothing need not spend.
 */
export const zipLibrary = (): typeof import("fflate") =>
  // The package's own types.
  createRequire(import.meta.url)("fflate") as typeof import("fflate");
