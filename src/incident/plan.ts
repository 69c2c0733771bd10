import { hostPort } from "../base/index.ts";
import type { CheckOptions, Target } from "../config/index.ts";
import { experiments } from "../diagnose/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { questionsOf, readHostsFile, readResolverConfig } from "../probe/index.ts";
import { asProcess, localVantage } from "../vantage/index.ts";
import type { CheckContext } from "./check.ts";
import { mayTrace, planOfTrace } from "./delegation.ts";
import { narrow } from "./depth.ts";
import { takeIn } from "./intake.ts";
import { onlyHere } from "./vantages.ts";
import { contextOf, patience } from "./walk.ts";

/**
 * What a check would send, as text: the first pass exactly, every follow-up as a bound. Reads files, sends nothing.
 *
 * @throws FaultlineError for what the user gave
 */
export async function planOf(
  target: Target,
  options: CheckOptions,
  { clock, signal, env, outlook = onlyHere }: Omit<CheckContext, "onRecord">,
): Promise<string> {
  const vantage = outlook.as === null ? localVantage(outlook.start) : asProcess(outlook.start, outlook.as);
  const narrowed = narrow(target, options.walk);
  const { asked, secrets } = await takeIn(narrowed, options, { env, vantage });
  const recorder = createRecorder(vantage.name);
  const bare = {
    target: narrowed,
    asked,
    secrets,
    vantage,
    clock,
    recorder,
    signal,
    boundaries: options.walk,
  };
  const budget = { purpose: "context", attempt: null, deadlineAt: null } as const;
  const context = contextOf({ ...bare, resolver: null, hosts: null }, patience.lookup, budget);
  const { value: config } = await readResolverConfig(
    vantage,
    { overrides: asked.resolvers, environment: env },
    context,
  );
  const peer = asked.proxy ?? asked;
  const { value: hosts } = await readHostsFile(vantage, peer.host, context);
  const lines: string[] = [
    `Plan for ${asked.target}; nothing has been sent`,
    "",
    "Read on this host: sockets, counters, routes, neighbours, limits, kernel log, resolver files",
    ...outlook.others.map(
      ({ name }) =>
        `Read at the vantage ${name}: the same, and what its kernel does with this request's packets`,
    ),
    ...(options.capture
      ? ["Recorded on this host: the headers of this run's packets and its DNS messages, 16 MiB at most"]
      : []),
    "",
    "Sent by the request itself:",
  ];
  const isAsked = hosts.addresses.length === 0 && !(asked.hostIsAddress && asked.proxy === null);
  if (isAsked) {
    const first = config.nameservers[0] ?? "no resolver";
    for (const { name, type } of questionsOf(peer.host, config, config.libc === "musl" ? "musl" : "glibc")) {
      lines.push(
        `  DNS  ${name} ${type}, until one answers, to ${first}${config.nameservers.length > 1 ? " and those after it" : ""}`,
      );
    }
  }
  if (asked.scheme !== "dns") {
    lines.push(
      `  TCP  one connection to port ${peer.port} of ${isAsked ? "the first address that answers" : (hosts.addresses[0] ?? peer.host)}`,
    );
  }
  if (asked.proxy !== null)
    lines.push(`  PROXY  to ${hostPort(asked.proxy.host, asked.proxy.port)}, set by ${asked.proxy.from}`);
  if (asked.scheme === "https" || asked.scheme === "tls") {
    const { minVersion, maxVersion, alpn } = asked.tls;
    lines.push(
      `  TLS  one handshake for ${asked.host}, ${minVersion} to ${maxVersion}, ALPN ${alpn.join(", ") || "none"}`,
    );
  }
  if (asked.scheme === "https" || asked.scheme === "http") {
    const body = asked.dataOctets > 0 ? ` with a body of ${asked.dataOctets} octets` : "";
    lines.push(`  HTTP ${asked.method} ${asked.path}${body}; redirects are followed, 10 at most`);
  }
  if (options.count > 1) lines.push(`  all of this ${options.count} times`);
  if (options.during !== null)
    lines.push(
      `  all of this again and again for ${options.during / 1000} s, four times a second at most; half as long again where a delay comes back in step`,
    );
  lines.push("", "Sent besides, to compare:");
  lines.push("  the same, without credentials, to each other address of the answer: 8 at most, twice each");
  if (isAsked)
    lines.push("  the same questions to each configured resolver apart, over UDP and TCP: 24 each at most");
  if (options.trace !== null) {
    mayTrace(asked, options.trace);
    lines.push(`  ${planOfTrace(asked, options.trace)}`);
  }
  lines.push("", "Sent only where the request fails or is slow, 8 kinds at most:");
  for (const experiment of experiments) {
    const { boundary, schemes, tellsApart } = experiment;
    if (options.walk.has(boundary) && (schemes === null || schemes.includes(asked.scheme)))
      lines.push(`  ${experiment.id}: ${tellsApart}; ${experiment.bound}`);
  }
  return `${lines.join("\n")}\n`;
}
