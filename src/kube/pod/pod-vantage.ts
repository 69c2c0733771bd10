import type { Ms } from "../../base/index.ts";
import type { CommandRun, FileRead, Vantage } from "../../vantage/index.ts";
import type { Cluster, ContainerNamed, ExecRun } from "../api/cluster-read.ts";

/** How long the reading of one file may take. */
const PATIENCE: Ms = 3_000;

/**
 * A container as a place to look from, by commands that the API runs in it: `cat` and `ls` of its own image. One without them
 * cannot be read. Nothing can be sent from inside it but by its own commands.
 */
export function podVantage(where: ContainerNamed, cluster: Cluster): Vantage {
  const run = (argv: readonly string[], timeout: Ms) => cluster.exec(where, argv, { timeout });
  return {
    name: `pod ${where.namespace}/${where.pod}`,
    // Over another host, by commands: as by ssh, and no namespace of ours can be entered.
    kind: "ssh",
    read: async (path) => fileOf(await run(["cat", "--", path], PATIENCE)),
    async list(path) {
      const listed = await run(["ls", "-1A", "--", path], PATIENCE);
      if (listed.outcome !== "ran" || listed.status !== 0) return null;
      return listed.stdout.split("\n").filter((name) => name !== "");
    },
    run: async (argv, { timeout }) => commandOf(await run(argv, timeout)),
    inside: () => null,
  };
}

function fileOf(run: ExecRun): FileRead {
  if (run.outcome === "missing") return { outcome: "unreadable" };
  if (run.outcome === "forbidden" || run.outcome === "unauthorized") return { outcome: "permission" };
  if (run.outcome !== "ran") return { outcome: "unreadable" };
  if (run.status === 0) return { outcome: "read", text: run.stdout };
  if (/permission denied/i.test(run.stderr)) return { outcome: "permission" };
  return { outcome: /no such file/i.test(run.stderr) ? "missing" : "unreadable" };
}

function commandOf(run: ExecRun): CommandRun {
  switch (run.outcome) {
    case "ran":
      return run;
    case "missing-tool":
    case "timed-out":
      return { outcome: run.outcome };
    case "forbidden":
    case "unauthorized":
      return { outcome: "permission" };
    default:
      return { outcome: "unreachable" };
  }
}
