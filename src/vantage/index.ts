/**
 * Where a look is taken from.
 *
 * @module
 */
export { localVantage } from "./local.ts";
export type { FileRead, Vantage } from "./vantage.ts";
