import { constants, openSync, type Stats } from "node:fs";
import { access, type FileHandle, open, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname, isAbsolute, join } from "node:path";
import { FaultlineError } from "../base/index.ts";
import type { ConfigFile, ValueRefused } from "./config-file.ts";
import { printable } from "./quote.ts";
import { refuseAt } from "./refuse-config.ts";
import type { ConfigWritten } from "./schema.ts";
import { parseTarget } from "./target.ts";
import type { Step } from "./yaml-places.ts";

/** The file that is looked for in the working directory. */
export const DEFAULT_CONFIG = "faultline.yaml";

/** The longest configuration, in octets: a path of a thousand hops is shorter. */
const MOST_OCTETS = 256 * 1024;

/** Which file is read. */
export interface ConfigAsked {
  /** `-c`; `null` for the one in the working directory, where there is one. */
  readonly named: string | null;
  /** The TARGET of the command line; `null` where there is none. */
  readonly target: string | null;
  /** The working directory, for the file that is looked for and for messages. */
  readonly folder: string;
}

/**
 * Reads the configuration that holds for a command: the one that was named, or the one of the working directory unless the
 * target contradicts it.
 *
 * @returns `null` where there is none.
 * @throws FaultlineError `BAD_CONFIG`
 */
export async function readConfig({ named, target, folder }: ConfigAsked): Promise<ConfigFile | null> {
  const path = named ?? DEFAULT_CONFIG;
  const whole = isAbsolute(path) ? path : join(folder, path);
  const text = await readText(whole, {
    shown: path,
    isNamed: named !== null,
  });
  if (text === null) return null;
  // Only now: the parser and the schema take longer to load than the rest of a walk takes to start.
  const { parseConfig } = await import("./parse-config.ts");
  const { written, file } = parseConfig(path, text);
  if (named === null) {
    if (
      target !== null &&
      file.target !== null &&
      parseTarget(target).shown !== parseTarget(file.target).shown
    )
      return null;
  }
  const refused = [
    ...(named === null ? harmfulIn(written, file.path) : []),
    ...(await missingFiles(written, file, dirname(whole))),
  ];
  if (refused.length > 0) file.refuseAll(refused);
  return file;
}

/** What sends this user's keys and passwords to others, no file that merely lies about may say. docs/contract.md, "Configuration". */
function harmfulIn({ vantages = {}, path = [] }: ConfigWritten, named: string): readonly ValueRefused[] {
  const keys: readonly (readonly Step[])[] = [
    ...Object.entries(vantages).flatMap(([name, { ssh, pod }]) => [
      ...(ssh === undefined ? [] : [["vantages", name, "ssh"]]),
      ...(pod === undefined ? [] : [["vantages", name, "pod"]]),
    ]),
    ...path.flatMap(({ database }, index) =>
      database?.passwordFile === undefined ? [] : [["path", index, "database", "passwordFile"]],
    ),
  ];
  return keys.map((key) => ({
    key,
    what: "a file that was found in the working directory may not ask for this",
    wanted: `Say that you trust it by naming it: faultline check -c ${named}`,
  }));
}

/** Files that the configuration names must be there, where this host can tell. Relative ones lie beside the configuration. */
async function missingFiles(
  written: ConfigWritten,
  file: ConfigFile,
  folder: string,
): Promise<readonly ValueRefused[]> {
  const missing: ValueRefused[] = [];
  for (const { key, path, at } of filesOf(written)) {
    const setting = file.vantages.find(({ name }) => name === at)?.setting;
    // Another host's, a Pod's or a process's files are looked for from there.
    if (at !== undefined && setting?.kind !== "local" && setting?.kind !== "netns") continue;
    const whole = isAbsolute(path) ? path : join(folder, path);
    const instead =
      setting?.kind === "netns" ? whole.replace(/^\/etc\//, `/etc/netns/${setting.netns}/`) : whole;
    if ((await mayExist(whole)) || (await mayExist(instead))) continue;
    const wanted = "Name a file that is there, or leave the key out";
    missing.push({ key, what: `there is no file ${whole}`, wanted });
  }
  return missing;
}

function filesOf({ path = [], kubernetes, captures = [] }: ConfigWritten) {
  const named = (key: readonly Step[], file: string | undefined, at?: string) =>
    file === undefined ? [] : [{ key, path: file, at }];
  return [
    ...path.flatMap(({ proxy, app, database }, index) => [
      ...named(["path", index, "proxy", "config"], proxy?.config, proxy?.at),
      ...named(["path", index, "proxy", "errorLog"], proxy?.errorLog, proxy?.at),
      ...named(["path", index, "proxy", "accessLog"], proxy?.accessLog, proxy?.at),
      ...named(["path", index, "app", "log"], app?.log, app?.at),
      ...named(["path", index, "database", "passwordFile"], database?.passwordFile, database?.at),
    ]),
    ...named(["kubernetes", "kubeconfig"], kubernetes?.kubeconfig),
    // A capture lies where the configuration does, wherever it was taken.
    ...captures.flatMap(({ file }, index) => named(["captures", index, "file"], file)),
  ];
}

async function mayExist(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
}

async function readText(
  path: string,
  { shown, isNamed }: { readonly shown: string; readonly isNamed: boolean },
): Promise<string | null> {
  const refuse = (what: string): never => {
    throw new FaultlineError(
      "BAD_CONFIG",
      `Cannot read the configuration "${printable(shown)}": ${what}\nName a file in YAML: faultline check -c faultline.yaml`,
    );
  };
  let about: Stats;
  try {
    about = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isNamed && code === "ENOENT") return null;
    return refuse(code === "ENOENT" ? "there is no such file" : `it cannot be looked at (${code})`);
  }
  if (about.isDirectory()) return isNamed ? refuse("it is a folder") : null;
  if (!about.isFile() && !isNamed) return null;
  const octets = await (about.isFIFO() ? readPipe(path) : readAtMost(path)).catch(
    (error: NodeJS.ErrnoException) => refuse(`it cannot be read (${error.code})`),
  );
  if (octets.length > MOST_OCTETS) refuse(`it has more than ${MOST_OCTETS / 1024} KiB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return refuseAt(
      shown,
      { line: 1, key: [] },
      { what: "it is no text in UTF-8", wanted: "Save it as plain text" },
    );
  }
}

/** How long a pipe may be silent, in milliseconds: a shell's `<(command)` writes at once. */
const PIPE_PATIENCE = 5_000;

/** Reads a pipe to its end. Without O_NONBLOCK the opening of a named one waits for a writer, whatever the signal: open(2). */
async function readPipe(path: string): Promise<Buffer> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = new Socket({ fd, readable: true, writable: false });
  const silent = Object.assign(new Error("the pipe is silent"), { code: "ETIMEDOUT" });
  pipe.setTimeout(PIPE_PATIENCE, () => pipe.destroy(silent));
  const chunks: Buffer[] = [];
  let octets = 0;
  // The loop destroys the pipe, however it ends.
  for await (const chunk of pipe) {
    chunks.push(chunk);
    octets += chunk.length;
    if (octets > MOST_OCTETS) break;
  }
  return Buffer.concat(chunks);
}

async function readAtMost(path: string): Promise<Buffer> {
  await using file: FileHandle = await open(path, constants.O_RDONLY);
  const chunks: Buffer[] = [];
  let octets = 0;
  while (octets <= MOST_OCTETS) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    octets += bytesRead;
  }
  return Buffer.concat(chunks);
}
