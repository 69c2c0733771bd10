import { FaultlineError, systemClock } from "../base/index.ts";
import { parseTarget, readConfig, readOptions } from "../config/index.ts";
import { check, type HopLine, type HopTask, type LookTask, lookFromHere } from "../incident/index.ts";
import { tieToParent } from "./enter.ts";
import { exitStatus, type Io } from "./io.ts";
import { chooseStart, outlookOf } from "./outlook.ts";

/**
 * `faultline look`: one hop of a path, for the process that walks the path. It reads its task as JSON from its input, and writes its
 * records and gaps as JSON Lines as they come.
 */
export async function lookCommand(io: Io, version: string): Promise<number> {
  tieToParent(io);
  const asked = taskOf(await io.stdin());
  const say = (line: HopLine) => io.out(`${JSON.stringify(line)}\n`);
  try {
    if (asked.look === "hop") await lookAtHop(asked.task, { io, version, say });
    else await lookFromHere(asked.task, io, say);
    say({ ended: "whole" });
    return exitStatus.healthy;
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    say({ ended: "refused", why: error.message.split("\n")[0] ?? "" });
    return exitStatus.usage;
  }
}

/** The task. @throws FaultlineError `BAD_OPTION` for what this program has not written itself. */
function taskOf(text: string): LookTask {
  const task = parsed(text);
  // Written by this very program where it has this shape.
  if (typeof task === "object" && task !== null && "look" in task && "task" in task) return task as LookTask;
  throw new FaultlineError(
    "BAD_OPTION",
    "Cannot look: standard input holds no task of this program\nUse faultline check: it starts its own looks",
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function lookAtHop(
  task: HopTask,
  { io, version, say }: { readonly io: Io; readonly version: string; readonly say: (line: HopLine) => void },
): Promise<void> {
  const { hop, target, from, options, patience, home, passwordFile, withheld } = task;
  const config =
    task.config === null ? null : await readConfig({ named: task.config, target, folder: process.cwd() });
  const start =
    config === null
      ? { name: from, asked: { kind: "local" } as const }
      : chooseStart({ config, from, as: null, enteredFrom: null });
  const outlook = outlookOf(start, { config, from, as: null, enteredFrom: home });
  const run = await check(parseTarget(target), readOptions(options), {
    clock: systemClock,
    signal: io.signal,
    env: io.env,
    version,
    outlook,
    onRecord: (record) => say({ record }),
    hop: { number: hop, patience, passwordFile, withheld },
  });
  for (const gap of run.gaps) say({ gap });
}
