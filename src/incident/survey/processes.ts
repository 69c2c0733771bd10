import type { Vantage } from "../../vantage/index.ts";

/** A process that runs, as /proc tells it. proc(5). */
export interface RunningProcess {
  readonly pid: number;
  /** Its `comm`. */
  readonly name: string;
  readonly argv: readonly string[];
  /** Its network namespace (`net:[4026531840]`); `null` where this user may not see it. */
  readonly netns: string | null;
}

/** Processes that are looked at. */
const MOST = 20_000;

/** Characters of one command line. */
const LONGEST = 16_384;

/** The processes of a host, by pid. Those that end meanwhile are left out. */
export async function processesOf(vantage: Vantage): Promise<readonly RunningProcess[]> {
  const pids = ((await vantage.list("/proc")) ?? []).filter((name) => /^\d{1,10}$/.test(name)).map(Number);
  const read = await Promise.all(
    pids
      .toSorted((a, b) => a - b)
      .slice(0, MOST)
      .map((pid) => processOf(vantage, pid)),
  );
  return read.filter((one) => one !== null);
}

async function processOf(vantage: Vantage, pid: number): Promise<RunningProcess | null> {
  const [comm, cmdline] = await Promise.all([
    vantage.read(`/proc/${pid}/comm`),
    vantage.read(`/proc/${pid}/cmdline`),
  ]);
  if (comm.outcome !== "read") return null;
  const line = cmdline.outcome === "read" ? cmdline.text.slice(0, LONGEST) : "";
  // A kernel thread has no command line; nginx and others write a title over theirs, with spaces.
  const argv = line.replace(/\0+$/, "").split("\0");
  const netns = (await vantage.link?.(`/proc/${pid}/ns/net`)) ?? null;
  return { pid, name: comm.text.trim(), argv: argv.length === 1 ? titleOf(argv[0] ?? "") : argv, netns };
}

/** `nginx: master process /usr/sbin/nginx -c /etc/nginx/nginx.conf`, as if it were a command line. */
const titleOf = (title: string): readonly string[] => title.split(/ +/).filter((word) => word !== "");
