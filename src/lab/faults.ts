import type { Setup } from "./scenario.ts";
import type { Filter, Hook, Host } from "./world/index.ts";

/** How a scenario breaks and repairs its world. */
export type Fault = Required<Pick<Setup, "break" | "fix">>;

/** Breaks a world by filter rules, and takes them away again. */
export function byFilter(host: Host, hook: Hook, rules: readonly string[]): Fault {
  let filter: Filter | null = null;
  return {
    async break() {
      filter = await host.filter(hook, rules);
    },
    async fix() {
      await filter?.remove();
      filter = null;
    },
  };
}

/** Breaks a world by one `ip` command, and repairs it by another. */
export function byIp(host: Host, breaks: readonly string[], fixes: readonly string[]): Fault {
  return { break: () => host.ip(...breaks), fix: () => host.ip(...fixes) };
}

/** Several faults at once, undone in reverse. */
export function allOf(...faults: readonly Fault[]): Fault {
  return {
    async break() {
      for (const fault of faults) await fault.break();
    },
    async fix() {
      for (const fault of faults.toReversed()) await fault.fix();
    },
  };
}
