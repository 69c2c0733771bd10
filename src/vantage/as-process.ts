import { normalize } from "node:path";
import { localVantage } from "./local.ts";
import { under } from "./namespace.ts";
import type { Vantage } from "./vantage.ts";

/** This process's own namespace, with the root and the limits of another process: for a request made as that process makes it. */
export function asProcess(name: string, pid: number): Vantage {
  const here = localVantage(name);
  const placeOf = async (file: string): Promise<string> => {
    const whole = normalize(file);
    if (/^\/proc\/self(?:\/|$)/.test(whole)) return `/proc/${pid}${whole.slice("/proc/self".length)}`;
    if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(whole)) return whole;
    return under(`/proc/${pid}/root`, whole, here);
  };
  return {
    ...here,
    read: async (path) => here.read(await placeOf(path)),
    stat: async (path) => (await here.stat?.(await placeOf(path))) ?? null,
    readAt: async (path, offset, length) =>
      (await here.readAt?.(await placeOf(path), offset, length)) ?? null,
    list: async (path) => here.list(await placeOf(path)),
    link: async (path) => (await here.link?.(await placeOf(path))) ?? null,
  };
}
