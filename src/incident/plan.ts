import { hostPort } from "../base/index.ts";
import { type CheckOptions, parseTarget, type Target } from "../config/index.ts";
import { type DatabaseAsked, planOfDatabase } from "../database/index.ts";
import { experiments } from "../diagnose/index.ts";
import { createRecorder, isGrpcScheme, type Recorder } from "../evidence/index.ts";
import { questionsOf, readHostsFile, readResolverConfig } from "../probe/index.ts";
import { looksTold, symptomRecord } from "../signals/index.ts";
import { asProcess, localVantage, type Vantage } from "../vantage/index.ts";
import type { CheckContext } from "./check.ts";
import { withLogin } from "./database-attempt.ts";
import { mayTrace, planOfTrace } from "./delegation.ts";
import { narrow } from "./depth.ts";
import type { HopRequest } from "./hops/hop-requests.ts";
import { planOfPath } from "./hops/plan-of-path.ts";
import { takeIn } from "./intake.ts";
import { askedInCluster, MOST_TRIES, planFromPod, readInCluster } from "./kube/index.ts";
import { planOfAllowed, sameRequest } from "./plan-allowed.ts";
import { SAMPLING } from "./repeat.ts";
import { IDLE_BY_SYMPTOM } from "./steering.ts";
import { onlyHere } from "./vantages.ts";
import { contextOf, patience, type Secrets } from "./walk.ts";

/**
 * What a check would send, as text: the first pass exactly, every follow-up as a bound. Reads files, sends nothing.
 *
 * @throws FaultlineError for what the user gave
 */
export async function planOf(
  target: Target,
  options: CheckOptions,
  { clock, signal, env, outlook = onlyHere, path, captures = [], ...given }: Omit<CheckContext, "onRecord">,
): Promise<string> {
  const { kube = null, away = null } = given;
  const vantage = outlook.as === null ? localVantage(outlook.start) : asProcess(outlook.start, outlook.as);
  const narrowed = narrow(target, options.walk);
  const { asked, secrets } = await takeIn(narrowed, options, {
    ...{ vantage, env: away === null ? env : {} },
  });
  const allowed = planOfAllowed(options.allowed, asked);
  if (kube !== null && away !== null)
    return planFromPod(target.shown, { kube, away, tries: Math.min(options.count, MOST_TRIES), allowed });
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
    allowed: options.allowed,
  };
  const { login } = await withLogin(secrets, narrowed, { vantage, env, passwordFile: null, recorder });
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
    ...(kube === null ? [] : readInCluster(kube)),
    ...captures.map(({ at, file }) => `Read beside the configuration: ${file}, captured at ${at}`),
    ...allowed,
    "",
    "Sent by the request itself:",
  ];
  // The address of a Service is what its cluster says.
  const isAsked =
    target.kube === undefined &&
    hosts.addresses.length === 0 &&
    !(asked.hostIsAddress && asked.proxy === null);
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
      `  TCP  one connection to port ${peer.port} of ${isAsked ? "the first address that answers" : (hosts.addresses[0] ?? (target.kube === undefined ? peer.host : "the Service"))}`,
    );
  }
  lines.push(
    ...planOfDatabase(login, { isMeasured: options.allowed.explainAnalyze }).map((line) => `  ${line}`),
  );
  if (asked.proxy !== null)
    lines.push(`  PROXY  to ${hostPort(asked.proxy.host, asked.proxy.port)}, set by ${asked.proxy.from}`);
  if (asked.scheme === "https" || asked.scheme === "grpcs" || asked.scheme === "tls") {
    const { minVersion, maxVersion, alpn } = asked.tls;
    lines.push(
      `  TLS  one handshake for ${asked.host}, ${minVersion} to ${maxVersion}, ALPN ${alpn.join(", ") || "none"}`,
    );
  }
  if (asked.scheme === "https" || asked.scheme === "http") {
    const body = asked.dataOctets > 0 ? ` with a body of ${asked.dataOctets} octets` : "";
    lines.push(`  HTTP ${asked.method} ${asked.path}${body}; redirects are followed, 10 at most`);
  }
  if (isGrpcScheme(asked.scheme))
    lines.push(`  GRPC one call of ${asked.path} with an empty message, over HTTP/2`);
  if (options.count > 1)
    lines.push(
      `  all of this ${options.count} times${options.during === null ? ", four at once at most" : ""}`,
    );
  if (options.during !== null)
    lines.push(
      `  all of this again and again for ${options.during / 1000} s, four times a second at most; half as long again where a delay comes back in step`,
    );
  lines.push("", "Sent besides, to compare:");
  const isPlain = asked.scheme === "https" || asked.scheme === "http";
  if (isPlain && (options.count >= SAMPLING || options.during !== null))
    lines.push("  the same on one kept connection, after growing pauses: 10 at most");
  const how = login === undefined ? sameRequest(asked) : "the same login";
  lines.push(`  ${how} to each other address of the answer: 8 at most, twice each`);
  if (isAsked)
    lines.push("  the same questions to each configured resolver apart, over UDP and TCP: 24 each at most");
  if (options.trace !== null) {
    mayTrace(asked, options.trace);
    lines.push(`  ${planOfTrace(asked, options.trace)}`);
  }
  const symptom = options.symptom === null ? [] : symptomRecord(options.symptom).signals;
  const told = looksTold(symptom);
  if (told.has("idle") && options.during === null)
    lines.push(
      `  one connection left idle for ${IDLE_BY_SYMPTOM / 1000} s, twice at most, since the symptom is of one that was cut`,
    );
  if (kube !== null) lines.push(...askedInCluster(null));
  if (path !== undefined) {
    const reached = asked.hostIsAddress ? [asked.host] : hosts.addresses;
    const watchesIdle = told.has("upstream-idle");
    const loginOf = (request: HopRequest) => loginAt(request, { secrets, vantage, env, recorder });
    lines.push(
      ...(await planOfPath({
        path,
        asked,
        reached,
        start: vantage.name,
        watchesIdle,
        loginOf,
        isMeasured: options.allowed.explainAnalyze,
      })),
    );
  }
  if (told.has("tls-variants") && (asked.scheme === "https" || asked.scheme === "tls"))
    lines.push(
      "",
      "Sent wherever the handshake leaves anything to vary, since the symptom is of TLS: tls-variants, at most 12 handshakes with the same address",
    );
  lines.push("", "Sent only where the request fails or is slow, 8 kinds at most:");
  for (const experiment of experiments) {
    const { id, boundary, schemes, tellsApart, bound, unlessAllowed } = experiment;
    const keepsTo = unlessAllowed === undefined || asked.mayRepeat === true ? "" : `; ${unlessAllowed}`;
    if (options.walk.has(boundary) && (schemes === null || schemes.includes(asked.scheme)))
      lines.push(`  ${id}: ${tellsApart}; ${bound}${keepsTo}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The login that a hop would make at its database. A password that lies at another vantage is not read for a plan. */
async function loginAt(
  { target }: HopRequest,
  {
    secrets,
    vantage,
    env,
    recorder,
  }: {
    readonly secrets: Secrets;
    readonly vantage: Vantage;
    readonly env: CheckContext["env"];
    readonly recorder: Recorder;
  },
): Promise<DatabaseAsked | undefined> {
  const { login } = await withLogin(secrets, parseTarget(target), {
    ...{ vantage, env, recorder, passwordFile: null },
  });
  return login;
}
