import { FaultlineError } from "../base/index.ts";
import type { FileContent } from "../wire/index.ts";

/** How a source is called in a message: `"client.pcap"`, or standard input. */
const quoted = (source: string): string => (source === "-" ? "standard input" : `"${source}"`);

/** Where the octets were that are no capture: the file itself, or what it holds compressed. */
type Within = "gzip" | "zstd" | null;

/** The error for a file that holds no capture. */
export function refuseContent(source: string, content: FileContent, within: Within): FaultlineError {
  const inside = within === null ? "" : `, decompressed from ${within},`;
  const [what, wanted] = contents[content];
  return new FaultlineError(
    "BAD_FILE",
    `Cannot read ${quoted(source)} as a capture: it${inside} ${what}\n${wanted}`,
  );
}

const ANY_CAPTURE = "Give a pcap or pcapng file, plain or compressed with gzip or zstd";
const packed = (name: string, tool: string): readonly [string, string] => [
  `is ${name}, which is not read directly`,
  `Unpack it first, for example: ${tool}`,
];

/** What is wrong with each kind of file, and what to do. */
const contents: Readonly<Record<FileContent, readonly [string, string]>> = {
  empty: ["is empty", "Check that the capture has begun to write; tcpdump -U writes every packet at once"],
  text: ["is text", `${ANY_CAPTURE}; what tcpdump prints is no capture, tcpdump -w FILE writes one`],
  erf: ["seems to be an ERF file of a DAG card", "Convert it first: editcap -F pcapng FILE capture.pcapng"],
  snoop: ["is a snoop file of Solaris", "Convert it first: editcap -F pcapng FILE capture.pcapng"],
  gzip: packed("gzip again", "gzip -dc FILE | gzip -dc | faultline capture -"),
  zstd: packed("zstd again", "zstd -dc FILE | zstd -dc | faultline capture -"),
  bzip2: packed("bzip2", "bzip2 -dc FILE | faultline capture -"),
  xz: packed("xz", "xz -dc FILE | faultline capture -"),
  lz4: packed("lz4", "lz4 -dc FILE | faultline capture -"),
  zip: packed("a zip archive", "unzip -p FILE | faultline capture -"),
  unknown: ["begins with octets of no known capture format", ANY_CAPTURE],
  pcap: ["is a pcap file without a header", ANY_CAPTURE],
  pcapng: ["is a pcapng file without a header", ANY_CAPTURE],
};

/** The error for a source that cannot be opened or read at all; `null` where the reason is not one of the user's. */
export function refuseOpening(source: string, cause: unknown): FaultlineError | null {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = reasons.get(code);
  if (reason === undefined) return null;
  const [what, wanted] = reason;
  return new FaultlineError("BAD_FILE", `Cannot read ${quoted(source)}: ${what}\n${wanted}`, { cause });
}

const reasons: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["ENOENT", ["there is no such file", "Check the path; - stands for standard input"]],
  ["ENOTDIR", ["a part of the path is a file, not a directory", "Check the path"]],
  ["ENAMETOOLONG", ["the path is too long", "Check the path"]],
  ["ELOOP", ["its symbolic links lead in a circle", "Check the path"]],
  ["EISDIR", ["it is a directory", "Name the capture files in it, for example with a pattern of the shell"]],
  ["EACCES", ["permission denied", "Make the file readable for this user, or run as its owner"]],
  ["EPERM", ["permission denied", "Make the file readable for this user, or run as its owner"]],
  ["ENXIO", ["it is a socket or a device without a driver", ANY_CAPTURE]],
  ["EIO", ["its disk or terminal fails to read", "Copy the file to another disk and read the copy"]],
  ["TTY", ["it is the terminal", "Pipe a capture into it, or name a file"]],
]);
