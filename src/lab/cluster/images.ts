import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { systemPath } from "../packages.ts";
import { mustRun, run } from "../world/index.ts";
import { type Image, imageName } from "./image.ts";
import type { TarEntry } from "./tar.ts";

/** Programs of this host that the image `tools` brings, where it has them. */
const TOOLS = ["curl", "openssl", "dig"];
/** Files that those programs read. */
const TOOL_FILES = ["/usr/lib/ssl/openssl.cnf", "/etc/ssl/openssl.cnf"];
const EXECUTABLE = 0o755;
/** Anybody may write there, and remove only what is their own. */
const SCRATCH = 0o1777;

/**
 * The images of a cluster, made of what was built and of programs of this host: `pause`, `coredns`, `app`, `busybox`, and
 * `tools` (busybox with curl, openssl and dig).
 */
export async function makeImages(bin: string): Promise<readonly Image[]> {
  const busybox = await busyboxEntries();
  const program = (name: string): TarEntry => ({
    path: name,
    kind: "file",
    content: readFileSync(join(bin, name)),
    mode: EXECUTABLE,
  });
  const image = (name: string, entries: readonly TarEntry[], entrypoint: readonly string[] = []): Image => ({
    name: imageName(name),
    entries: withFolders(entries),
    entrypoint,
  });
  return [
    image("pause", [program("pause")], ["/pause"]),
    image("coredns", [program("coredns")], ["/coredns"]),
    image("app", [...busybox, program("app")], ["/app"]),
    image("busybox", busybox),
    image("tools", [...busybox, ...(await toolEntries())]),
  ];
}

async function busyboxEntries(): Promise<readonly TarEntry[]> {
  const program = find("busybox") ?? "/bin/busybox";
  const { stdout } = await mustRun([program, "--list"]);
  const applets = stdout.split("\n").filter((applet) => applet !== "" && applet !== "busybox");
  return [
    { path: "bin/busybox", kind: "file", content: readFileSync(program), mode: EXECUTABLE },
    ...applets.map((applet) => ({ path: `bin/${applet}`, kind: "link", target: "busybox" }) as const),
    { path: "etc/passwd", kind: "file", content: Buffer.from("root:x:0:0:root:/:/bin/sh\n") },
    { path: "etc/group", kind: "file", content: Buffer.from("root:x:0:\n") },
    { path: "tmp", kind: "folder", mode: SCRATCH },
    { path: "www", kind: "folder" },
  ];
}

async function toolEntries(): Promise<readonly TarEntry[]> {
  const programs = TOOLS.map(find).filter((path) => path !== null);
  const paths = new Set(TOOL_FILES.filter((path) => existsSync(path)));
  for (const program of programs) {
    paths.add(program);
    // A static program has none and ldd says so with a failure.
    const { stdout } = await run(["ldd", program]);
    for (const [library] of stdout.matchAll(/\/[^ )\n]+/g)) paths.add(library);
  }
  return [...paths].sort().map((path) => ({
    path: path.slice(1),
    kind: "file",
    content: readFileSync(realpathSync(path)),
    mode: EXECUTABLE,
  }));
}

/** The folders that entries lie in, each before its first entry. */
function withFolders(entries: readonly TarEntry[]): readonly TarEntry[] {
  const known = new Set(entries.filter(({ kind }) => kind === "folder").map(({ path }) => path));
  const folders: TarEntry[] = [];
  const add = (path: string) => {
    if (path === "." || known.has(path)) return;
    add(dirname(path));
    known.add(path);
    folders.push({ path, kind: "folder" });
  };
  for (const { path } of entries) add(dirname(path));
  return [...folders, ...entries];
}

function find(program: string): string | null {
  const paths = systemPath.split(delimiter).map((folder) => join(folder, program));
  return paths.find((path) => existsSync(path)) ?? null;
}
