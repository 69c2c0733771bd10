import type { Command } from "commander";
import { systemClock } from "../base/index.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

const collect = (value: string, all: readonly string[]) => [...all, value];

/** Describes `faultline kube`, which is `kubectl faultline` too. */
export function describeKube(program: Command, io: Io, end: (status: number) => void): void {
  program
    .command("kube")
    .description("the network of a Kubernetes cluster: an overview, or the walk to one Service")
    .argument("[name]", "the Service: [namespace/]service[:port][/path]")
    .option("--kubeconfig <file>", "how the cluster is reached (as kubectl finds it)")
    .option("--context <name>", "a context of it (the current one)")
    .option("-n, --namespace <name>", "this namespace alone; for a Service its own (default)")
    .option("--all", "of the overview everything, however long")
    .option("--json", "one JSON document on standard output")
    .option("-c, --config <file>", "of a walk: its path and vantages as known (./faultline.yaml)")
    .option("--from <vantage>", "of a walk: where the request starts")
    .option("-o, --output <dir>", "of a walk: where the evidence bundle goes (./faultline-evidence)")
    .option("--no-save", "of a walk: save no bundle")
    .option("--redact <level>", "of a walk: strict hides names and addresses in the bundle")
    .option("--during <time>", "of a walk: keep sampling this long: 30s")
    .option("--deadline <time>", "of a walk: the caller's own deadline: 10s")
    .option("--symptom <text>", "of a walk: what the user saw")
    .option("--count <n>", "of a walk: make the request this many times")
    .option("--method <method>", "of a walk: HTTP method")
    .option("--header <field>", 'of a walk: header field, "Name: value" (repeatable)', collect, [])
    .option("--expect-status <list>", "of a walk: statuses that are proper: 200,404")
    .option("--plan", "of a walk: show what would be sent, and send nothing")
    .option("--quiet", "of a walk: print nothing on a healthy request")
    .option("--verbose", "of a walk: print every record")
    .action(async (name: string | undefined, options) => {
      const { kubeCommand } = await import("./kube.ts");
      const version = await packageVersion();
      end(await kubeCommand(name ?? null, options, { io, clock: systemClock, version }));
    });
}
