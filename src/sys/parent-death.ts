import { libc } from "./libc.ts";

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * Makes this process end with the one that started it, however that one ends. PR_SET_PDEATHSIG, prctl(2).
 *
 * @param parent Its pid. `false` where that one is gone already.
 */
export function dieWithParent(parent: number): boolean {
  libc.prctl(PR_SET_PDEATHSIG, SIGKILL);
  return process.ppid === parent;
}
