import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { dockerArchive, imageName } from "./image.ts";

const entries = [{ path: "app", kind: "file", content: Buffer.from("program"), mode: 0o755 }] as const;
const archive = dockerArchive(
  [
    { name: imageName("one"), entries, entrypoint: ["/app"] },
    { name: imageName("two"), entries, entrypoint: [] },
  ],
  "amd64",
);

function extract(path: string): Buffer {
  const { stdout, status } = spawnSync("tar", ["--extract", "--to-stdout", path], { input: archive });
  expect(status).toBe(0);
  return stdout;
}

test("an archive of images names each with its configuration and its layer", () => {
  const manifest = JSON.parse(extract("manifest.json").toString("utf8"));
  expect(manifest.map(({ RepoTags }: { RepoTags: string[] }) => RepoTags)).toEqual([
    ["local.test/one:1"],
    ["local.test/two:1"],
  ]);
  const config = JSON.parse(extract(manifest[0].Config).toString("utf8"));
  const layer = createHash("sha256").update(extract(manifest[0].Layers[0])).digest("hex");
  expect(config.rootfs.diff_ids).toEqual([`sha256:${layer}`]);
  expect(config.config.Entrypoint).toEqual(["/app"]);
});

test("the same images make the same archive, and a layer that two share is in it once", () => {
  const again = dockerArchive(
    [
      { name: imageName("one"), entries, entrypoint: ["/app"] },
      { name: imageName("two"), entries, entrypoint: [] },
    ],
    "amd64",
  );
  expect(again.equals(archive)).toBe(true);
  const { stdout } = spawnSync("tar", ["--list"], { input: archive });
  const layers = stdout
    .toString("utf8")
    .split("\n")
    .filter((path) => path.endsWith("layer.tar"));
  expect(layers).toHaveLength(1);
});
