import { constants } from "node:os";
import { Command, CommanderError, Option } from "commander";
import { FaultlineError, systemClock } from "../base/index.ts";
import { describeCapture } from "./describe-capture.ts";
import { describeCheck } from "./describe-check.ts";
import { describeKube } from "./describe-kube.ts";
import { exitStatus, type Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";
import { BUG, createIo } from "./process-io.ts";
import { Stopped } from "./stopped.ts";

/** Runs one command line and gives its exit status. Never throws. */
export async function run(args: readonly string[]): Promise<number> {
  const { io, signals } = createIo(args);
  const outcome: { status: number } = { status: exitStatus.healthy };
  const program = await describe(args, io, (status) => {
    outcome.status = status;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    // A bug where nobody awaits may be passed over by a command that was about to end.
    if (io.signal.aborted && !(io.signal.reason instanceof Stopped))
      return await explain(io.signal.reason, io);
    return outcome.status;
  } catch (error) {
    return await explain(error, io);
  } finally {
    signals.dispose();
  }
}

/** What is wrong, in the user's words; a stack only for a bug. */
async function explain(error: unknown, io: Io): Promise<number> {
  const { aborted, reason } = io.signal;
  if (aborted && reason instanceof Stopped) {
    io.err("Stopped; nothing was saved\n");
    return 128 + constants.signals[reason.signal];
  }
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitStatus.healthy : exitStatus.usage;
  }
  if (error instanceof FaultlineError) {
    io.err(`${error.message}\n`);
    return exitStatus.usage;
  }
  const bug = aborted ? reason : error;
  const { withoutSecrets } = await import("../signals/index.ts");
  io.err(`${withoutSecrets(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug))}\n`);
  io.err("This is a bug in Faultline\nPlease report it with the lines above\n");
  return BUG;
}

async function describe(args: readonly string[], io: Io, end: (status: number) => void): Promise<Command> {
  const program = new Command("faultline")
    .description("Walks a request and names the first broken boundary, with proof")
    .version(await packageVersion())
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]))
    .option("--no-color", "no colour")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(twoLines(text)),
    });
  describeCheck(program, io, end);
  program
    .command("init")
    .description("write a commented faultline.yaml from what runs and listens on this host")
    .argument("[target]", "what your users ask for")
    .option("-o, --output <file>", "where it goes (./faultline.yaml)")
    .option("--stdout", "print it, and write no file")
    .option("--force", "overwrite a file that is there")
    .action(async (target: string | undefined, options) => {
      const { initCommand } = await import("./init.ts");
      end(await initCommand(target ?? null, options, { io, clock: systemClock }));
    });
  program.command("look", { hidden: true }).action(async () => {
    const { lookCommand } = await import("./look.ts");
    end(await lookCommand(io, await packageVersion()));
  });
  program
    .command("diagnose")
    .description("judge an evidence bundle again, with no network")
    .argument("<bundle>", "a .faultline file")
    .option("--json", "one JSON report on standard output")
    .action(async (bundle: string, options: { json?: boolean }) => {
      const { diagnoseCommand } = await import("./diagnose.ts");
      end(await diagnoseCommand(bundle, options, io));
    });
  program
    .command("compare")
    .description("the first observation on the request's way that two runs do not share")
    .argument("<a>", "a bundle, or a vantage of the configuration")
    .argument("<b>", "the other: another place, or before and after a change")
    .argument("[target]", "what to ask for from vantages")
    .option("-c, --config <file>", "the configuration (./faultline.yaml where there is one)")
    .option("--json", "one JSON document on standard output")
    .action(async (a: string, b: string, target: string | undefined, options) => {
      const { compareCommand } = await import("./compare.ts");
      end(await compareCommand({ a, b, target: target ?? null }, options, io));
    });
  describeCapture(program, io, { args, end });
  program
    .command("explain")
    .description("what an error text, status, errno, alert, log line or cause id proves")
    .argument("<text...>", "the text; - reads standard input")
    .option("--json", "as JSON")
    .action(async (text: string[], options: { json?: boolean }) => {
      const { explainCommand } = await import("./explain.ts");
      end(await explainCommand([...text, ...(options.json ? ["--json"] : [])], io));
    });
  program
    .command("calc")
    .description("the field's formulas: bdp mathis rto ports mtu cidr timeouts")
    .argument("[words...]", "a formula, then NAME=VALUE of each input")
    .option("--json", "as JSON")
    .action(async (words: readonly string[], options: { json?: boolean }) => {
      const { calcCommand } = await import("./calc.ts");
      end(calcCommand(words, options, io));
    });
  program
    .command("causes")
    .description("the catalogue of causes")
    .argument("[pattern]", "part of an id or a boundary")
    .option("--json", "as JSON")
    .action(async (pattern: string | undefined, options: { json?: boolean }) => {
      const { causesCommand } = await import("./causes.ts");
      end(await causesCommand([...(pattern ? [pattern] : []), ...(options.json ? ["--json"] : [])], io));
    });
  program
    .command("tls")
    .description("judge a certificate bundle before it is rolled out")
    .argument("<file...>", "PEM files, in the order in which they will be sent")
    .option("--key <file>", "its private key")
    .option("--host <name>", "a name that it must serve")
    .option("--ca <file>", "the authorities that clients trust")
    .option("--json", "as JSON")
    .action(async (files: string[], options) => {
      const { tlsCommand } = await import("./tls.ts");
      end(await tlsCommand(files, options, io));
    });
  program
    .command("path")
    .description("each router on the way to HOST[:PORT], by TCP, UDP or ICMP")
    .argument("<target>", "HOST or HOST:PORT")
    .option("--tcp", "by SYNs to the port (where a port is given)")
    .option("--udp", "by UDP")
    .option("--icmp", "by echo requests (where no port is given)")
    .option("-4", "IPv4 alone")
    .option("-6", "IPv6 alone")
    .option("--flows <n>", "several flows, to see ways side by side (1)")
    .option("--count <n>", "probes to each distance (10)")
    .option("--max-ttl <n>", "the farthest distance (30)")
    .option("--mtu", "find the greatest packet that arrives")
    .option("--json", "as JSON")
    .option("--report", "print once, at the end")
    .option("--mtr", "in the form of mtr --json")
    .action(async (target: string, options) => {
      const { pathCommand } = await import("./path.ts");
      end(await pathCommand(target, options, { io, clock: systemClock }));
    });
  program
    .command("host")
    .description("what the kernel of this host knows: sockets, queues, ports, limits, interfaces, firewall")
    .option("--json", "as JSON; with --watch one object a line")
    .option("--watch", "look again and again, until q or ctrl-C")
    .option("--process <pid|name>", "the sockets of this process alone")
    .option("--to <host:port>", "the sockets, routes and firewall rules towards this destination alone")
    .option("--interval <seconds>", "between two readings (2)")
    .option("--verbose", "print every finding and gap whole")
    .action(async (options) => {
      const { hostCommand } = await import("./host.ts");
      end(await hostCommand(options, { io, clock: systemClock }));
    });
  describeKube(program, io, end);
  program
    .command("lab")
    .description("real faults on real kernels: list, run, check, solve, score (needs root)")
    .argument("[args...]", "see faultline lab help")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: string[]) => {
      if (args[0] === "calibrate") {
        const { calibrateCommand } = await import("./calibrate.ts");
        return end(calibrateCommand(args.slice(1), io));
      }
      const { labCommand } = await import("./lab.ts");
      end(await labCommand(args, io));
    });
  return program;
}

/** Commander's one line, and a second one that says what to do. */
function twoLines(text: string): string {
  if (!text.startsWith("error: ")) return text;
  const [first = ""] = text.trimEnd().split("\n");
  return `Cannot run this: ${first.slice("error: ".length)}\nSee faultline --help, or faultline COMMAND --help\n`;
}
