/**
 * What the first process of a world does: it answers the runner's requests, one line each, until its input ends.
 *
 * @module
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Captured, type CaptureForm, drawForm, takeCaptures } from "../captures/index.ts";
import { createDraw } from "../draw.ts";
import { makeNoise, noiseKinds } from "../noise/index.ts";
import { type Expectation, expectationOf, type Scenario, type Setup, type Variant } from "../scenario.ts";
import { loadScenario } from "../scenarios/index.ts";
import { createWorld, mustRun, run, WORLD_FOLDER } from "../world/index.ts";
import type { Built, Checked, Proven, WorldAnswer, WorldRequest } from "./protocol.ts";

/** How long a proof by hand may take: longer than the patience of the tools that proofs are made with. */
const PROOF_TIMEOUT = 15_000;
/** How long a command in a host may take: a little less than the runner waits for a world's answer. */
const EXEC_TIMEOUT = 55_000;
/** How many kinds of noise a healthy variant carries at least. */
const SOME_NOISE = 3;

let setup: Setup | null = null;
let form: CaptureForm | null = null;

const standing = (): Setup => {
  if (!setup) throw new Error("Nothing is built in this world yet");
  return setup;
};

async function answer(request: WorldRequest): Promise<unknown> {
  switch (request.do) {
    case "build":
      return build(request.scenario, request.variant, request.seed);
    case "check":
      return check(request.save, request.timeout);
    case "prove":
      return prove();
    case "break":
      return standing().break?.();
    case "fix":
      return standing().fix?.();
    case "exec":
      return exec(request.host, request.argv);
  }
}

async function build(name: string, variant: Variant, seed: number): Promise<Built> {
  const began = performance.now();
  const scenario = await loadScenario(name);
  const draw = createDraw(seed);
  const built = await scenario.build(createWorld(draw), draw);
  setup = built;
  const noise = await addNoise(built, variant, draw);
  form = drawForm(draw, built.captured?.needsPayload ?? false);
  if (variant === "fault" || variant === "drowned") await built.break?.();
  if (variant === "near-miss") await built.nearMiss?.();
  return {
    target: built.target,
    options: optionsOf(built),
    client: built.client.name,
    proof: built.proveByHand.argv,
    expected: placed(expected(scenario, variant, built), built.at),
    noise,
    took: performance.now() - began,
  };
}

/** A view that cannot tell all has its own expectation of the fault. */
const expected = (scenario: Scenario, variant: Variant, { expects }: Setup): Expectation =>
  (variant === "fault" || variant === "drowned" ? expects : undefined) ?? expectationOf(scenario, variant);

/** The place of a fault joins what is expected of a world that has it. */
const placed = (expected: Expectation, at: string | undefined): Expectation =>
  at === undefined || expected.status === "healthy" || expected.at !== undefined
    ? expected
    : { ...expected, at };

/** What the product is started with besides its target: the configuration lies among the world's own files. */
function optionsOf({ options = [], configuration }: Setup): readonly string[] {
  if (configuration === undefined) return options;
  const file = join(WORLD_FOLDER, "faultline.yaml");
  writeFileSync(file, configuration);
  return ["-c", file, ...options];
}

async function addNoise(built: Setup, variant: Variant, draw: ReturnType<typeof createDraw>) {
  if (!built.noise || variant === "fault") return [];
  const possible = noiseKinds.filter((kind) => !built.withoutNoise?.includes(kind));
  const kinds =
    variant === "healthy" || variant === "near-miss" ? draw.shuffle(possible).slice(0, SOME_NOISE) : possible;
  await makeNoise(built.noise, draw, kinds);
  return kinds;
}

/** The product as users start it; a lab that was built runs what was built with it. */
function product(): readonly string[] {
  const isBuilt = import.meta.url.endsWith(".js");
  const entry = fileURLToPath(new URL(isBuilt ? "./main.js" : "../../../bin/faultline.js", import.meta.url));
  return [process.execPath, entry];
}

async function check(save: string | null, timeout: number): Promise<Checked> {
  const { client, target, env = {}, captured } = standing();
  if (captured) return judgeCaptures(captured, save, timeout);
  const options = optionsOf(standing());
  const saved = save === null ? ["--no-save"] : ["--output", save];
  const argv = [...product(), "check", target, "--json", ...saved, ...options];
  return run(["ip", "netns", "exec", client.name, ...argv], { timeout, env });
}

/** Captures the request, and has the captures judged where there is no network: nothing can be asked. */
async function judgeCaptures(captured: Captured, save: string | null, timeout: number): Promise<Checked> {
  if (form === null) throw new Error("Nothing is built in this world yet");
  const request = () => exec(standing().client.name, captured.request);
  const files = await takeCaptures(captured, form, { folder: WORLD_FOLDER, request });
  if (save !== null) {
    for (const file of files.values()) copyFileSync(file, join(save, basename(file)));
    writeFileSync(join(save, "view.json"), JSON.stringify(captured.view));
  }
  const given = captured.view.map((at) => ({ at, file: files.get(at) ?? `no capture at ${at}` }));
  const [only, second] = given;
  const named = given.flatMap(({ at, file }) => ["--at", at, file]);
  const argv = second === undefined && only ? [only.file] : named;
  return run([...product(), "capture", ...argv, "--json"], { timeout });
}

/** A command as somebody at that host would run it: at the client in the environment that the request has. */
function exec(host: string, argv: readonly string[]) {
  const { client, env = {} } = standing();
  const options = { timeout: EXEC_TIMEOUT, ...(host === client.name ? { env } : {}) };
  return run(["ip", "netns", "exec", host, ...argv], options);
}

async function prove(): Promise<Proven> {
  const { client, env = {}, proveByHand } = standing();
  const ran = await run(["ip", "netns", "exec", client.name, ...proveByHand.argv], {
    timeout: PROOF_TIMEOUT,
    env,
  });
  const output = `${ran.stdout}\n${ran.stderr}\nexit ${ran.timedOut ? "timed out" : ran.status}`;
  return { faultShows: proveByHand.faultShows.test(output), output, took: ran.took };
}

/** Mounts that only this world sees: /run for namespaces and files, /etc to write in. */
async function isolate(): Promise<void> {
  await mustRun(["mount", "-t", "tmpfs", "-o", "mode=755", "lab", "/run"]);
  for (const folder of ["netns", "etc", "work"]) mkdirSync(`/run/${folder}`);
  const layers = "lowerdir=/etc,upperdir=/run/etc,workdir=/run/work";
  await mustRun(["mount", "-t", "overlay", "-o", layers, "lab", "/etc"]);
}

const isolated = isolate();
// Handled where it is awaited; until then an early failure must not end the process unheard.
isolated.catch(() => {});
process.on("SIGINT", () => {});
const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0));
let last: Promise<void> = Promise.resolve();
lines.on("line", (line) => {
  last = last.then(async () => {
    let said: WorldAnswer;
    try {
      await isolated;
      // The runner is the only writer of this pipe.
      said = { outcome: "done", value: (await answer(JSON.parse(line) as WorldRequest)) ?? null };
    } catch (error) {
      // Whatever went wrong is the answer; the runner shows it and ends this world.
      said = { outcome: "failed", message: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
  });
});
