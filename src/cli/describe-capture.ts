import { type Command, Option } from "commander";
import { systemClock } from "../base/index.ts";
import { capturePoints } from "./capture-points.ts";
import { describeCaptureLive } from "./describe-capture-live.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

/** Adds `capture` and its commands. `args` is the whole command line: which file belongs to which `--at` is told by their order alone. */
export function describeCapture(
  program: Command,
  io: Io,
  { args, end }: { readonly args: readonly string[]; readonly end: (status: number) => void },
): void {
  const capture = program
    .command("capture")
    .description("what went wrong in a capture, in which connection, and who did it")
    .argument(
      "[file...]",
      "pcap or pcapng, also gzip or zstd; several are one capture in pieces; - is standard input",
    )
    .option("--json", "one JSON report on standard output; with --follow JSON lines")
    .option(
      "--at <name>",
      "where the files behind it were captured; the same name again adds pieces, another one compares two captures",
    )
    .option("--html <file>", "write the report as one page")
    .option("--export <file>", "flows and events as .parquet, .duckdb, .jsonl or .csv")
    .option("--cut <file.pcap>", "the guilty connection as a capture of its own, payload zeroed")
    .option("--with-payload", "keep the payload in --cut")
    .addOption(
      new Option("--no-payload", "zero the payload in --cut, as without it").conflicts("withPayload"),
    )
    .option("--follow", "the file is still written to: tell what goes wrong until ctrl-C")
    .option("--stream <n>", "show this connection, as Wireshark counts them")
    .option("--verbose", "print every record")
    .addHelpText("after", examples)
    // What stands behind the name of a command is that command's own.
    .enablePositionalOptions()
    .action(async (_files: readonly string[], options) => {
      const { captureCommand } = await import("./capture.ts");
      const words = args.slice(args.indexOf("capture") + 1);
      const withValue = capture.options.filter((option) => option.required).map(({ long }) => long ?? "");
      const points = capturePoints(words, new Set([...withValue, "--color"]));
      end(await captureCommand(points, options, { io, clock: systemClock, version: await packageVersion() }));
    });
  capture
    .command("flags")
    .description("each frame with a flag of TCP's sequence analysis, as JSON lines")
    .argument("<file>", "pcap or pcapng, also gzip or zstd; - reads standard input")
    .action(async (file: string) => {
      const { captureFlagsCommand } = await import("./capture-flags.ts");
      end(await captureFlagsCommand(file, io));
    });
  describeCaptureLive(capture, io, end);
}

const examples = `
Examples:
  faultline capture client.pcap
  faultline capture ring.pcap0 ring.pcap1 ring.pcap2
  faultline capture --at client a.pcap --at server b.pcap --json
  faultline capture client.pcap --cut guilty.pcap --html report.html
  tcpdump -U -w - host 192.0.2.10 | faultline capture -

Exit status: 0 healthy, 1 a fault was found, 2 unusable input, 3 inconclusive`;
