/**
 * What proxies are told to do, did and say of themselves: configuration, logs and admin interfaces, one folder per product.
 *
 * @module
 */
export type { ProxyContext } from "./context.ts";
export { type HaproxyAsked, type HaproxyRead, readHaproxy } from "./haproxy/read.ts";
export { type HaproxyStateAsked, readHaproxyState } from "./haproxy/state.ts";
export {
  type AccessLogAsked,
  type LogAsked,
  type LogSoftware,
  type OursAsked,
  type RouteAsked,
  readAccessLog,
  readErrorLog,
  readZone,
} from "./log/index.ts";
export type { NamedLogs } from "./logs.ts";
export { type NginxAsked, type NginxRead, readNginx } from "./nginx/read.ts";
export type { ProxyRead } from "./proxy-read.ts";
export { type ProxyAsked, readProxy } from "./read-proxy.ts";
export type { ProxyRequest } from "./request.ts";
