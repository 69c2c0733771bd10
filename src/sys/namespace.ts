import { libc } from "./libc.ts";

const O_RDONLY_CLOEXEC = 0o2000000;
const CLONE_NEWNET = 0x4000_0000;

/**
 * Runs something in another network namespace and comes back. The thread alone moves, so all of it must happen before
 * `work` returns: what is awaited, or left to the thread pool, happens in the namespace of the process. Sockets opened inside
 * stay there for their life, and a child started inside lives there. setns(2).
 *
 * @param path `/run/netns/NAME` or `/proc/PID/ns/net`.
 * @throws KernelError when it cannot be entered; what `work` throws.
 */
export function inNamespace<T>(path: string, work: () => T): T {
  const home = libc.open("/proc/thread-self/ns/net", O_RDONLY_CLOEXEC);
  try {
    const there = libc.open(path, O_RDONLY_CLOEXEC);
    try {
      libc.setns(there, CLONE_NEWNET);
    } finally {
      libc.close(there);
    }
    try {
      return work();
    } finally {
      libc.setns(home, CLONE_NEWNET);
    }
  } finally {
    libc.close(home);
  }
}
