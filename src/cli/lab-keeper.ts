import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { FaultlineError } from "../base/index.ts";
import { type Built, type Case, type OpenWorld, openWorldOf, type Proven } from "../lab/index.ts";
import type { LabIo } from "./lab.ts";

/** What a kept lab is asked, one JSON line; it answers with lines of text, the last being its exit status. */
interface KeeperRequest {
  readonly command: KeeperCommand;
  readonly rest: readonly string[];
}

/** What a lab that is up can do. */
export type KeeperCommand = "check" | "solve" | "reset" | "exec" | "down";

/** The abstract socket of a kept lab (unix(7)): it goes with its process, and no file stays behind. */
const socketOf = (scenario: string) => `\0faultline-lab/${scenario}`;

/** How long a lab may take to come up before `lab up` gives up on it. */
const UP_WITHIN_MS = 70_000;

/** Builds a lab and keeps it up until interrupted, or told to end by `lab down`. */
export async function keepLab(wanted: Case, io: LabIo): Promise<number> {
  await using world = await openWorldOf(wanted.scenario, io.signal);
  const built = await world.ask<Built>({ do: "build", ...wanted });
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const server = createServer((socket) => void serve(socket, world, end));
  server.listen(socketOf(wanted.scenario));
  await once(server, "listening");
  const check = ["faultline", "check", built.target, ...built.options].join(" ");
  io.out(
    `${wanted.scenario} (${wanted.variant}, seed ${wanted.seed}) is up\n` +
      `  by hand:  faultline lab exec ${wanted.scenario} ${built.client} -- ${built.proof.join(" ")}\n` +
      `  product:  faultline lab exec ${wanted.scenario} ${built.client} -- ${check}\n` +
      `  then:     faultline lab solve|check|reset|down ${wanted.scenario}\n`,
  );
  if (io.signal.aborted) end();
  io.signal.addEventListener("abort", () => end(), { once: true });
  await ended;
  server.close();
  return 0;
}

async function serve(socket: Socket, world: OpenWorld, end: () => void): Promise<void> {
  socket.on("error", () => {});
  for await (const line of createInterface({ input: socket })) {
    try {
      // Only this program knows the socket; what is no request is answered with its error.
      const { command, rest } = JSON.parse(line) as KeeperRequest;
      socket.end(await obey(command, rest, world));
      if (command === "down") end();
    } catch (error) {
      socket.end(`${error instanceof Error ? error.message : String(error)}\n2`);
    }
  }
}

async function obey(command: KeeperCommand, rest: readonly string[], world: OpenWorld): Promise<string> {
  const [host = "client", ...argv] = rest;
  switch (command) {
    case "down":
      return "down\n0";
    case "exec": {
      const ran = await world.ask<{ stdout: string; stderr: string; status: number | null }>({
        do: "exec",
        host,
        argv,
      });
      return `${ran.stdout}${ran.stderr}\n${ran.status ?? 1}`;
    }
    case "solve":
      await world.ask({ do: "fix" });
      break;
    case "reset":
      await world.ask({ do: "break" });
      break;
    case "check":
      break;
  }
  const { faultShows, output } = await world.ask<Proven>({ do: "prove" });
  return `${output.trim()}\n${faultShows ? "the fault shows" : "no fault shows"}\n${faultShows ? 1 : 0}`;
}

/** Starts a process that keeps a lab up after this one has ended. */
export async function startKeeper(wanted: Case, io: LabIo): Promise<number> {
  const { scenario, variant, seed } = wanted;
  if (await reach(scenario))
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot build "${scenario}": it is up already\nRun faultline lab down ${scenario} first`,
    );
  const main = process.argv[1] ?? "";
  const child = spawn(
    process.execPath,
    [main, "lab", "keeper", scenario, "--variant", variant, "--seed", `${seed}`],
    {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  const isUp = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, UP_WITHIN_MS, false);
    const hear = (chunk: Buffer) => {
      said += chunk.toString("utf8");
      if (!said.includes("  then:")) return;
      clearTimeout(timer);
      resolve(true);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
  io.out(said);
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  if (!isUp) child.kill();
  return isUp ? 0 : 2;
}

/**
 * Asks a lab that is up, prints what it says and gives its exit status.
 *
 * @throws FaultlineError `LAB_FAILED` when it is not up.
 */
export async function askKeeper(
  command: KeeperCommand,
  scenario: string,
  rest: readonly string[],
  io: LabIo,
): Promise<number> {
  const socket = await reach(scenario);
  if (!socket)
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot ${command} "${scenario}": it is not up\nRun faultline lab up ${scenario} first`,
    );
  return converse(socket, { command, rest }, io);
}

/** `lab check` of a lab that is up; `null` when it is not. */
export async function checkKept(scenario: string, io: LabIo): Promise<number | null> {
  const socket = await reach(scenario);
  return socket && converse(socket, { command: "check", rest: [] }, io);
}

async function converse(socket: Socket, request: KeeperRequest, io: LabIo): Promise<number> {
  socket.write(`${JSON.stringify(request)}\n`);
  let said = "";
  for await (const chunk of socket) said += String(chunk);
  const lines = said.split("\n");
  const status = Number(lines.pop());
  io.out(`${lines.join("\n")}\n`);
  return Number.isInteger(status) ? status : 2;
}

/** A connection to a kept lab; `null` when there is none. */
function reach(scenario: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(socketOf(scenario));
    socket.on("connect", () => resolve(socket));
    socket.on("error", () => resolve(null));
  });
}
