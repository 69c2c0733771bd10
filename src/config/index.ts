/**
 * What the user asks for: targets and options, checked, with two clear lines for what cannot be used.
 *
 * @module
 */
export type { ConfigFile, NamedVantage, UnusedPart, VantageSetting } from "./config-file.ts";
export { parseDuration } from "./duration.ts";
export { type CheckOptions, type RawOptions, readOptions } from "./options.ts";
export { quote } from "./quote.ts";
export { type ConfigAsked, DEFAULT_CONFIG, readConfig } from "./read-config.ts";
export { parseTarget, type Target } from "./target.ts";
export type { TraceStart } from "./trace.ts";
