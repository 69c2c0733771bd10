import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { layOver } from "./traefik-program.ts";

const write = (folder: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

test("layOver() replaces the folder of a package.go, else the file of the same name, and leaves tests out", () => {
  const scratch = mkdtempSync(join(tmpdir(), "faultline-lay-over-"));
  try {
    const [module, standIns, to] = ["module", "stand-ins", "to"].map((name) => join(scratch, name));
    if (!module || !standIns || !to) throw new Error("three folders are made");
    write(module, {
      "main.go": "own",
      "main_test.go": "own",
      "kept/a.go": "own",
      "kept/b.go": "own",
      "cloud/client.go": "own",
      "cloud/generated/types.go": "own",
    });
    write(standIns, { "kept/b.go": "ours", "cloud/package.go": "ours", "absent/package.go": "ours" });
    layOver(module, standIns, to);
    const files = globSync("**/*.go", { cwd: to }).sort();
    expect(files.map((file) => [file, readFileSync(join(to, file), "utf8")])).toEqual([
      ["absent/package.go", "ours"],
      ["cloud/package.go", "ours"],
      ["kept/a.go", "own"],
      ["kept/b.go", "ours"],
      ["main.go", "own"],
    ]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
