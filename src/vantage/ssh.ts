import type { Ms } from "../base/index.ts";
import type { OpenVantage } from "./namespace.ts";
import { quotePosix } from "./quote-posix.ts";
import { MOST_OUTPUT } from "./run-child.ts";
import { fileFacts, octetsOf } from "./ssh-files.ts";
import { type ShellSession, startShell } from "./ssh-session.ts";
import type { CommandRun, FileRead, Vantage } from "./vantage.ts";

/** How long one file may take. */
const FILE_PATIENCE: Ms = 3_000;

/** Exit statuses of our own scripts, none of which `cat` or `ls` has. */
const MISSING = 44;
const NOT_ALLOWED = 45;

/** New sessions after one that ended: a command that hangs costs a session, and no more than these. */
const MOST_SESSIONS = 3;

/** How ssh is called: the user's own configuration, no questions asked, no terminal. ssh_config(5). */
export const sshArguments = (destination: string, seconds: number): readonly string[] => [
  "ssh",
  "-T",
  "-o",
  "BatchMode=yes",
  "-o",
  `ConnectTimeout=${seconds}`,
  "-o",
  "ServerAliveInterval=5",
  "-o",
  "ServerAliveCountMax=2",
  "--",
  destination,
];

/**
 * Another host, by a shell there; nothing needs to be installed on it.
 *
 * @param argv What gives the shell: ssh and its arguments.
 * @returns The vantage, and what hinders it: `null` when the shell has answered.
 */
export async function openShell(
  name: string,
  argv: readonly string[],
  timeout: Ms,
): Promise<{ readonly open: OpenVantage; readonly offset: ClockOffset } | { readonly complaint: string }> {
  let session: ShellSession = startShell(argv);
  let sessions = 1;
  const offset = await readClock(session, timeout);
  if (offset === null) {
    const complaint = session.complaint();
    session.close();
    return { complaint };
  }
  let isClosed = false;
  const renewed = <Ran extends { readonly outcome: string }>(ran: Ran): Ran => {
    if (ran.outcome !== "ran" && !isClosed && sessions < MOST_SESSIONS) {
      session.close();
      session = startShell(argv);
      sessions += 1;
    }
    return ran;
  };
  const ask = async (script: string, patience: Ms) => renewed(await session.run(script, patience));
  const vantage: Vantage = {
    name,
    kind: "ssh",
    async read(path): Promise<FileRead> {
      const file = quotePosix(path);
      const ran = await ask(
        `[ -e ${file} ] || exit ${MISSING}; [ -r ${file} ] || exit ${NOT_ALLOWED}; head -c ${MOST_OUTPUT} < ${file}`,
        FILE_PATIENCE,
      );
      if (ran.outcome === "ran" && ran.status === 0) return { outcome: "read", text: ran.stdout };
      if (ran.outcome === "ran" && ran.status === MISSING) return { outcome: "missing" };
      return { outcome: ran.outcome === "ran" && ran.status === NOT_ALLOWED ? "permission" : "unreadable" };
    },
    stat: (path) => fileFacts(path, (script) => ask(script, FILE_PATIENCE)),
    readAt: (path, offset, length) =>
      octetsOf({ path, offset, length }, async (script) =>
        renewed(await session.runForOctets(script, FILE_PATIENCE)),
      ),
    async list(path) {
      const ran = await ask(`cd ${quotePosix(path)} && ls -1A`, FILE_PATIENCE);
      return ran.outcome === "ran" && ran.status === 0
        ? ran.stdout.split("\n").filter((each) => each !== "")
        : null;
    },
    async run(words, { timeout: patience }): Promise<CommandRun> {
      const ran = await ask(words.map(quotePosix).join(" "), patience);
      // POSIX.1-2024, Shell Command Language, section 2.8.2.
      if (ran.outcome === "ran" && ran.status === 127) return { outcome: "missing-tool" };
      if (ran.outcome === "ran" && ran.status === 126) return { outcome: "permission" };
      return ran;
    },
    inside: () => null,
  };
  const close = () => {
    isClosed = true;
    session.close();
  };
  return { open: { vantage, close }, offset };
}

/** How far the far side's clock is from this one's; `null` where it has none that prints. */
export interface ClockOffset {
  /** Positive: the other one is ahead. `null` where its `date` does not print a number. */
  readonly offset: Ms | null;
  /** The true offset lies within this much of it: half of the round trip. */
  readonly uncertainty: Ms;
}

async function readClock(session: ShellSession, timeout: Ms): Promise<ClockOffset | null> {
  // The first answer takes the connection's own time; the second is a round trip.
  const first = await session.run("true", timeout);
  if (first.outcome !== "ran") return null;
  const before = performance.now();
  const ran = await session.run("date +%s.%N", timeout);
  const tookHalf = (performance.now() - before) / 2;
  if (ran.outcome !== "ran") return null;
  const [, seconds, fraction] = /^(\d+)\.(\d+|%?N)\s*$/.exec(ran.stdout) ?? [];
  if (seconds === undefined) return { offset: null, uncertainty: tookHalf };
  // Busybox prints no %N: then a whole second is what is known.
  const isFine = /^\d+$/.test(fraction ?? "");
  const there = Number(seconds) * 1000 + (isFine ? Number(`0.${fraction}`) * 1000 : 500);
  return {
    offset: there - (performance.timeOrigin + before + tookHalf),
    uncertainty: tookHalf + (isFine ? 0 : 500),
  };
}
