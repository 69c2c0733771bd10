import { readdir, readFile } from "node:fs/promises";

/** A Pod as a configuration names it: `shop/api-7d9`, or its name alone where that is enough. */
export interface PodNamed {
  /** `null` where none is written. */
  readonly namespace: string | null;
  readonly name: string;
}

/** One process of a Pod's container that is seen on this host. */
export interface PodProcess {
  readonly pid: number;
  /** Of the Pod. */
  readonly uid: string;
}

/** `namespace/name`, or a name. */
export function podNamed(text: string): PodNamed {
  const slash = text.indexOf("/");
  return slash < 0
    ? { namespace: null, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/**
 * The Pod's uid in a process's control groups: `…/pod<uid>/…`, or `…-pod<uid with _>.slice/…` under systemd.
 * kubernetes, pkg/kubelet/cm/pod_container_manager_linux.go (GetPodContainerName).
 */
export function podUidOf(cgroup: string): string | null {
  const [, uid] =
    /[/-]pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:[./]|$)/m.exec(cgroup) ?? [];
  return uid?.replaceAll("_", "-") ?? null;
}

/**
 * A process of the container of a Pod, by its uid or by its name; `null` where none is seen on this host, or where more than one Pod
 * could be meant. By a name it goes by what every container is given: its host name, and the search list of its resolver.
 */
export async function podProcess(
  asked: PodNamed | { readonly uid: string },
  proc = "/proc",
): Promise<PodProcess | null> {
  const found = new Map<string, number>();
  for (const pid of await pidsOf(proc)) {
    const uid = podUidOf((await textOf(`${proc}/${pid}/cgroup`)) ?? "");
    if (uid === null || ("uid" in asked && asked.uid !== uid)) continue;
    // The process that holds the Pod's namespaces has no files of a container: those of a workload tell more.
    if (found.has(uid) || (await textOf(`${proc}/${pid}/root/etc/resolv.conf`)) === null) continue;
    if ("uid" in asked || (await isCalled(asked, `${proc}/${pid}`))) found.set(uid, pid);
  }
  const [first, ...others] = [...found];
  return first === undefined || others.length > 0 ? null : { uid: first[0], pid: first[1] };
}

async function pidsOf(proc: string): Promise<readonly number[]> {
  try {
    return (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    // No /proc: no Pod is seen.
    return [];
  }
}

async function isCalled({ namespace, name }: PodNamed, process: string): Promise<boolean> {
  // sethostname(2) takes 64 octets; the kubelet cuts the name to 63.
  const host = (await textOf(`${process}/root/etc/hostname`))?.trim();
  if (host !== name.slice(0, 63).replace(/[-.]+$/, "")) return false;
  if (namespace === null) return true;
  const account = await textOf(`${process}/root/var/run/secrets/kubernetes.io/serviceaccount/namespace`);
  if (account !== null) return account.trim() === namespace;
  const [, searched] =
    /^search\s+([^.\s]+)\.svc\./m.exec((await textOf(`${process}/root/etc/resolv.conf`)) ?? "") ?? [];
  return searched === undefined || searched === namespace;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // A process that ended meanwhile, or one that this user may not look at.
    return null;
  }
}
