import type { Command } from "commander";
import { systemClock } from "../base/index.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

/** A list option: `--resolver A --resolver B`. */
const collect = (value: string, all: readonly string[]) => [...all, value];

/** Adds `faultline check`. */
export function describeCheck(program: Command, io: Io, end: (status: number) => void): void {
  program
    .command("check")
    .description(
      "walk one request: https:// http:// tcp:// tls:// dns://name[?type=AAAA] kube://namespace/service, or host[:port]",
    )
    .argument("[target]", "what to ask for")
    .option("-c, --config <file>", "the request path as known (./faultline.yaml where there is one)")
    .option("--from <vantage>", "where the request starts: a vantage of the configuration")
    .option("--kubeconfig <file>", "the cluster that serves it: how its API is reached (as kubectl finds it)")
    .option("--context <name>", "a context of it (the current one)")
    .option("--json", "one JSON report on standard output")
    .option("-o, --output <dir>", "where the evidence bundle goes (./faultline-evidence)")
    .option("--no-save", "save no bundle")
    .option("--redact <level>", "strict: hide names and addresses in the bundle")
    .option("--during <time>", "keep sampling this long: 30s")
    .option("--deadline <time>", "the caller's own deadline for the whole request: 10s")
    .option("--symptom <text>", "what the user saw")
    .option("--resolver <ip[:port]>", "ask this resolver (repeatable)", collect, [])
    .option("--trace", "follow the name's delegation down from the root servers")
    .option("--trace-from <[zone@]ip[:port]>", "follow it from this server, of the root or of a zone")
    .option("--ca <file>", "trust these authorities")
    .option("--cert <file>", "client certificate")
    .option("--key <file>", "client key")
    .option("--method <method>", "HTTP method")
    .option("--header <field>", 'header field, "Name: value" (repeatable)', collect, [])
    .option("--data-size <octets>", "send a body of this many octets")
    .option("--only <boundaries>", "look only at these")
    .option("--skip <boundaries>", "do not look at these")
    .option("--plan", "show what would be sent, and send nothing")
    .option("--proxy <url|none>", "forward proxy, in place of the environment's")
    .option("--tls-min <version>", "least TLS version of the client: 1.2")
    .option("--tls-max <version>", "greatest TLS version of the client: 1.3")
    .option("--alpn <list>", "application protocols of the client: h2,http/1.1")
    .option(
      "--as <profile|pid>",
      "what the real client can do: java17 go node python curl browser, or a process id",
    )
    .option("--expect-status <list>", "statuses that are proper: 200,404,500-599")
    .option("--count <n>", "make the request this many times")
    .option(
      "--allow <action>",
      "permit (repeatable): repeat-request explain-analyze ephemeral-container[=image]",
      collect,
      [],
    )
    .option("--capture", "keep the run's packets in the bundle: headers and DNS, 16 MiB at most")
    .option("--quiet", "print nothing on a healthy request")
    .option("--verbose", "print every record")
    .action(async (target: string | undefined, options) => {
      const { checkCommand } = await import("./check.ts");
      end(await checkCommand(target, options, { io, clock: systemClock, version: await packageVersion() }));
    });
}
