export type { Applications } from "./applications.ts";
export type { CapturedApplications, Kept } from "./captured-applications.ts";
export type { CapturedDatabase, DatabaseError } from "./captured-database.ts";
export type { AddressPair, CapturedDns, DnsPatterns, SearchListWalk } from "./captured-dns.ts";
export type { CapturedHttp } from "./captured-http.ts";
export type { CapturedQuic } from "./captured-quic.ts";
export type { CapturedAlert, CapturedTls } from "./captured-tls.ts";
export { type ApplicationResults, createApplications } from "./create-applications.ts";
