import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A file that stands in place of another. */
export type Bind = readonly [source: string, target: string];

/**
 * A shell's script that does what `ip netns exec` does before it starts a program, in a mount namespace of its own: a new
 * /sys, pairs of files bound one over the other, `--`, then the program. FAULTLINE_SYSFS tells it that /sys is the namespace's.
 *
 * What a process of another mount namespace has cannot be bound here, only a copy of it (mount(2), EINVAL of MS_BIND): a container's file.
 */
const script = `FAULTLINE_SYSFS=
if mount -t sysfs sysfs /sys 2>/dev/null; then FAULTLINE_SYSFS=own; fi
export FAULTLINE_SYSFS
while [ "$1" != -- ]; do
  case $1 in
    /proc/*)
      copy=$(mktemp) && cat "$1" > "$copy" && chmod 644 "$copy" && mount --bind "$copy" "$2"
      rm -f "$copy" ;;
    *) mount --bind "$1" "$2" ;;
  esac
  shift 2
done
shift
exec "$@"`;

/** The argument vector that starts a program with these mounts. unshare(1), mount(8). */
export const withMounts = (binds: readonly Bind[], argv: readonly string[]): readonly string[] => [
  "unshare",
  "--mount",
  "sh",
  "-c",
  script,
  "faultline",
  ...binds.flat(),
  "--",
  ...argv,
];

/** The files of a folder under /etc/netns, each over its namesake in /etc, where there is one. ip-netns(8). */
export function bindsOf(etc: string | null): readonly Bind[] {
  if (etc === null) return [];
  let names: readonly string[];
  try {
    names = readdirSync(etc);
  } catch {
    // Most namespaces have no files of their own.
    return [];
  }
  return names
    .map((name): Bind => [join(etc, name), join("/etc", name)])
    .filter(([, target]) => existsSync(target));
}
