import type { Command } from "commander";
import { systemClock } from "../base/index.ts";
import type { LiveArguments } from "./capture-live.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

/** Adds `live` to `capture`. */
export function describeCaptureLive(capture: Command, io: Io, end: (status: number) => void): void {
  capture
    .command("live")
    .description("capture what passes, for 60 s and 256 MiB at most, and say what went wrong in it")
    .requiredOption("-i, --interface <name>", "an interface, or any: all of this network namespace")
    .option("-f, --filter <expression>", "as tcpdump's: 'host 192.0.2.1 and tcp port 443'")
    .option("--for <time>", "end after so long: 30s (60s; with --last a day)")
    .option("--last <time>", "keep only what passed so long before the end, until ctrl-C: 60s")
    .option("--write <file>", "write the packets as pcap")
    .option("--json", "one JSON report on standard output")
    .option("--verbose", "print every record")
    .addHelpText("after", examples)
    .action(async (_options: unknown, command: Command) => {
      const { captureLiveCommand } = await import("./capture-live.ts");
      // Options that `capture` has as well are given to it.
      const args = command.optsWithGlobals<LiveArguments>();
      end(await captureLiveCommand(args, { io, clock: systemClock, version: await packageVersion() }));
    });
}

const examples = `
Needs CAP_NET_RAW, or a tcpdump that has it. The first ctrl-C ends the capture with its report and file, a second one at once.

Examples:
  faultline capture live -i eth0 -f 'host 192.0.2.10 and tcp port 443' --for 30s
  faultline capture live -i any --last 60s --write before-the-fault.pcap`;
