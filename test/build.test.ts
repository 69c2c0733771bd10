import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** What `bin/sources.js` exports; it is JavaScript for the oldest Node, and has no types of its own. */
interface Sources {
  readonly MADE_FROM: string;
  stateOf(root: string): Readonly<Record<string, string>>;
  isFresh(root: string, withLab: boolean): boolean;
  mainOf(root: string, args: readonly string[]): string;
}

// The file's own exports, as described above.
const { MADE_FROM, stateOf, isFresh, mainOf } = createRequire(import.meta.url)(
  "../bin/sources.js",
) as Sources;

let root = "";
const source = (name: string) => join(root, "src", name);
const main = { sources: "", build: "" };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-"));
  main.sources = join(root, "src/cli/main.ts");
  main.build = join(root, "dist/cli/main.js");
  for (const folder of ["src/cli", "src/lab", "src/base/deep", "dist"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const name of ["cli/main.ts", "base/deep/units.ts", "base/units.test.ts", "lab/world.ts"])
    writeFileSync(source(name), "export {};\n");
  writeFileSync(join(root, "dist", MADE_FROM), JSON.stringify(stateOf(root)));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("bin/faultline.js", () => {
  test("starts the build where it was made from these sources", () =>
    expect(mainOf(root, ["check"])).toBe(main.build));

  test("starts the build where there are no sources: an installed package", () => {
    rmSync(join(root, "src"), { recursive: true });
    expect(mainOf(root, ["check"])).toBe(main.build);
  });

  test("starts the sources where nothing was built", () => {
    rmSync(join(root, "dist"), { recursive: true });
    expect(mainOf(root, ["check"])).toBe(main.sources);
  });

  test("starts the sources where a build was interrupted", () => {
    writeFileSync(join(root, "dist", MADE_FROM), '{"cli":');
    expect(mainOf(root, ["check"])).toBe(main.sources);
  });

  test.each<readonly [string, () => void]>([
    ["edited", () => appendFileSync(source("base/deep/units.ts"), "\n")],
    ["replaced by an older one of the same size", () => utimesSync(source("base/deep/units.ts"), 1, 1)],
    ["added", () => writeFileSync(source("base/octets.ts"), "")],
    ["removed", () => rmSync(source("base/deep/units.ts"))],
    [
      "added in a new room",
      () => {
        mkdirSync(source("web"));
        writeFileSync(source("web/page.ts"), "");
      },
    ],
  ])("starts the sources where a file was %s since", (_, change) => {
    change();
    expect(mainOf(root, ["check"])).toBe(main.sources);
  });

  test.each(["calc", "--version"])("starts the sources for %s, without a comparison", (word) => {
    expect(mainOf(root, [word])).toBe(main.sources);
    rmSync(join(root, "src"), { recursive: true });
    expect(mainOf(root, [word])).toBe(main.build);
  });

  test("starts the build where a test was edited", () => {
    appendFileSync(source("base/units.test.ts"), "\n");
    expect(mainOf(root, ["check"])).toBe(main.build);
  });

  test("starts the lab's sources, and the build of all else, where the lab was edited", () => {
    appendFileSync(source("lab/world.ts"), "\n");
    expect([mainOf(root, ["lab", "list"]), mainOf(root, ["check"])]).toEqual([main.sources, main.build]);
    expect(isFresh(root, true)).toBe(false);
  });
});
