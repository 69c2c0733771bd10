import { createHash } from "node:crypto";
import { type TarEntry, tar } from "./tar.ts";

/** A container image of one layer. */
export interface Image {
  /** With a host part, or containerd looks for it at docker.io: `local.test/app:1`. */
  readonly name: string;
  readonly entries: readonly TarEntry[];
  readonly entrypoint: readonly string[];
}

/** The name by which a Pod asks for an image of the cluster. With a tag other than latest it is never pulled. */
export const imageName = (name: string) => `local.test/${name}:1`;

/**
 * Images in one archive that `ctr images import` takes. moby/docker-image-spec, v1.2, "Combined Image JSON + Filesystem
 * Changeset Format".
 *
 * @param architecture As Go names it: `amd64`.
 */
export function dockerArchive(images: readonly Image[], architecture: string): Buffer {
  const entries = new Map<string, Buffer>();
  const manifest = images.map(({ name, entries: files, entrypoint }) => {
    const layer = tar(files);
    const diff = digest(layer);
    const config = Buffer.from(JSON.stringify(configOf(diff, entrypoint, architecture)));
    const configFile = `${digest(config)}.json`;
    const layerFile = `${diff}/layer.tar`;
    entries.set(configFile, config);
    entries.set(layerFile, layer);
    return { Config: configFile, RepoTags: [name], Layers: [layerFile] };
  });
  entries.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
  return tar([...entries].map(([path, content]) => ({ path, kind: "file", content })));
}

const digest = (octets: Buffer) => createHash("sha256").update(octets).digest("hex");

/** Nothing here tells when or where it was made, so that what is made twice is the same. */
const EPOCH = "1970-01-01T00:00:00Z";

const configOf = (diff: string, entrypoint: readonly string[], architecture: string) => ({
  architecture,
  os: "linux",
  created: EPOCH,
  config: {
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ...(entrypoint.length > 0 ? { Entrypoint: entrypoint } : {}),
  },
  rootfs: { type: "layers", diff_ids: [`sha256:${diff}`] },
  history: [{ created: EPOCH, created_by: "faultline lab" }],
});
