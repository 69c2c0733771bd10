import { type ChildProcess, spawn } from "node:child_process";
import { inNamespace } from "../sys/index.ts";
import { localVantage } from "./local.ts";
import { type Bind, bindsOf, withMounts } from "./mounts.ts";
import { type NamespaceAsked, under } from "./namespace.ts";

/** Files by which the C library turns names into addresses. nsswitch.conf(5). */
const nameFiles = ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf"];

/**
 * Starts a program in another network namespace, with its own /sys and the namespace's files over those of /etc, or the
 * process's own for the look-up of names. It has no terminal of its own: signals are for the caller to hand on.
 *
 * @param stdio This process's own input and output, unless told to have pipes.
 * @throws KernelError where the namespace cannot be entered.
 */
export async function startInside(
  { path, pid, etc }: NamespaceAsked,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  stdio: "inherit" | "pipe" = "inherit",
): Promise<ChildProcess> {
  const here = localVantage("here");
  const root = pid === null ? null : `/proc/${pid}/root`;
  const own =
    root === null
      ? bindsOf(etc)
      : await Promise.all(
          nameFiles.map(async (file): Promise<Bind> => [await under(root, file, here), file]),
        );
  // What is not there on either side stays as it is: mount(8) needs both.
  const readable = await Promise.all(
    own.map(async ([source, target]) => (await exists(here, source)) && (await exists(here, target))),
  );
  const [program = "", ...args] = withMounts(
    own.filter((_, index) => readable[index]),
    argv,
  );
  return inNamespace(path, () => spawn(program, args, { stdio, detached: true, env }));
}

const exists = async (here: ReturnType<typeof localVantage>, file: string): Promise<boolean> =>
  (await here.read(file)).outcome === "read";
