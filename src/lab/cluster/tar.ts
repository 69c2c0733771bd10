/** One entry of an archive: a file, a folder or a symbolic link, owned by root and without a time. */
export type TarEntry =
  | { readonly path: string; readonly kind: "file"; readonly content: Uint8Array; readonly mode?: number }
  | { readonly path: string; readonly kind: "folder"; readonly mode?: number }
  | { readonly path: string; readonly kind: "link"; readonly target: string };

const BLOCK = 512;
/** Where each field of a header lies: POSIX.1-2017, pax, "ustar Interchange Format". */
const NAME = { at: 0, octets: 100 } as const;
const LINK = { at: 157, octets: 100 } as const;
const PREFIX = { at: 345, octets: 155 } as const;
const CHECKSUM = { at: 148, octets: 8 } as const;
const TYPE = { file: "0", link: "2", folder: "5" } as const;

/**
 * An archive in the ustar format, the same octets for the same entries. Entries come in the given order; a folder is not
 * made for its files.
 *
 * @throws RangeError for a path or target that the format cannot hold.
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    parts.push(header(entry));
    if (entry.kind !== "file") continue;
    parts.push(entry.content, Buffer.alloc(-entry.content.length & (BLOCK - 1)));
  }
  // Two blocks of zeros end it.
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(entry: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const { name, prefix } = split(entry.kind === "folder" ? `${entry.path}/` : entry.path);
  const mode = entry.kind === "link" ? 0o777 : (entry.mode ?? (entry.kind === "folder" ? 0o755 : 0o644));
  block.write(name, NAME.at);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(entry.kind === "file" ? entry.content.length : 0, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(TYPE[entry.kind], 156);
  if (entry.kind === "link") {
    if (Buffer.byteLength(entry.target) > LINK.octets) throw tooLong(entry.target);
    block.write(entry.target, LINK.at);
  }
  block.write("ustar\u000000", 257);
  block.write(prefix, PREFIX.at);
  // The sum of all octets, its own field taken for spaces.
  block.fill(" ", CHECKSUM.at, CHECKSUM.at + CHECKSUM.octets);
  const sum = block.reduce((total, octet) => total + octet, 0);
  block.write(`${octal(sum, 6)}\u0000 `, CHECKSUM.at);
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");

/** A path in the two fields that hold it, parted at a slash. */
function split(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= NAME.octets) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) > PREFIX.octets) break;
    if (name !== "" && Buffer.byteLength(name) <= NAME.octets) return { name, prefix };
  }
  throw tooLong(path);
}

const tooLong = (path: string) => new RangeError(`"${path}" is too long for an archive`);
