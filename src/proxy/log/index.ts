/**
 * Access and error logs of proxies and applications, read for one request and its window of time.
 *
 * @module
 */
export { type AccessLogAsked, type LogAsked, type LogContext, readAccessLog } from "./access-log.ts";
export type { LogSoftware } from "./choose-format.ts";
export { readErrorLog } from "./error-log.ts";
export type { OursAsked } from "./ours.ts";
export type { RouteAsked } from "./route.ts";
export { readZone } from "./zone.ts";
