/**
 * Databases: a login as their own clients make it, and what they say of themselves by read-only statements.
 *
 * @module
 */

export type { DatabaseAsked } from "./asked.ts";
export { clientCommand } from "./command.ts";
export { isProperSession, type LoggedIn, type LoginAsked, loginTo } from "./login.ts";
export { planOfDatabase } from "./plan-of.ts";
export { type DatabaseUrl, type LoginSources, readDatabaseAsked } from "./read-asked.ts";
export { consoleCommand, lookAtState, type StateLook } from "./state/look.ts";
export { measureStatements } from "./state/measure.ts";
export type { OpenSession } from "./try.ts";
