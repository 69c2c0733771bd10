/**
 * Where a look is taken from.
 *
 * @module
 */
export { asProcess } from "./as-process.ts";
export { type DialAsked, dialFrom } from "./dial-from.ts";
export { endGroup } from "./end-group.ts";
export { startInside } from "./enter.ts";
export { localVantage } from "./local.ts";
export type { NamespaceAsked, OpenVantage } from "./namespace.ts";
export { hindrance, namespaceOf, type Opening, openVantage, type VantageAsked } from "./open.ts";
export { type PodNamed, type PodProcess, podNamed, podProcess, podUidOf } from "./pod-process.ts";
export { quotePosix } from "./quote-posix.ts";
export { startHere, startWithPipes } from "./run-child.ts";
export { sshArguments } from "./ssh.ts";
export type { CommandRun, FileFacts, FileRead, Vantage, VantageKind } from "./vantage.ts";
export { whyUnread } from "./why-unread.ts";
