import type { KernelLogSource } from "../host/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** How long a kernel log of some megabytes may take over a slow line, in milliseconds. */
const PATIENCE = 4_000;

/**
 * The kernel's log of another vantage in the form of /dev/kmsg. `null` for a namespace of this host: it has this host's
 * kernel, whose log is taken down where the request starts.
 *
 *     [   12.345678] nf_conntrack: table full   →   6,0,12345678,-;nf_conntrack: table full
 */
export async function readLogOf(vantage: Vantage): Promise<ReturnType<KernelLogSource> | null> {
  if (vantage.kind !== "ssh") return null;
  const ran = await vantage.run(["dmesg"], { timeout: PATIENCE });
  if (ran.outcome === "missing-tool" || ran.outcome === "permission") {
    return { outcome: ran.outcome === "permission" ? "permission" : "missing" };
  }
  if (ran.outcome !== "ran") return { outcome: "unreadable" };
  // dmesg_restrict: "Operation not permitted". proc(5), /proc/sys/kernel/dmesg_restrict.
  if (ran.status !== 0) return { outcome: "permission" };
  const records = ran.stdout.split("\n").flatMap((line) => {
    const [, seconds, text] = /^\[\s*(\d+\.\d+)\] (.*)$/.exec(line) ?? [];
    return seconds === undefined ? [] : [`6,0,${Math.round(Number(seconds) * 1e6)},-;${text}`];
  });
  return { outcome: "read", records };
}
