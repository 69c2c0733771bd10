import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameReader, fileContent, linkTypeName } from "../index.ts";

test.each([
  ["", "empty"],
  ["d4c3b2a1", "pcap"],
  ["a1b23c4d", "pcap"],
  ["34cdb2a1", "pcap"],
  ["0a0d0d0a", "pcapng"],
  ["1f8b0800", "gzip"],
  ["28b52ffd", "zstd"],
  ["5a2a4d18", "zstd"],
  ["425a6839", "bzip2"],
  ["fd377a585a00", "xz"],
  ["504b0304", "zip"],
  ["736e6f6f7000000000000002", "snoop"],
  [Buffer.from("12:00:01.1 IP 192.0.2.1 > 192.0.2.2\n").toString("hex"), "text"],
  ["00000000d2029649020400500000003c", "erf"],
  ["0001020304", "unknown"],
  ["d4c3b2", "unknown"],
])("a file that begins with %s is %s", (hex, content) => {
  expect(fileContent(Buffer.from(hex, "hex"))).toBe(content);
});

test("a reader is made for captures alone", () => {
  expect(createFrameReader(Buffer.from("d4c3b2a1", "hex"))?.format).toBe("pcap");
  expect(createFrameReader(Buffer.from("0a0d0d0a", "hex"))?.format).toBe("pcapng");
  expect(createFrameReader(Buffer.from("{}"))).toBeNull();
  fc.assert(fc.property(fc.uint8Array(), (octets) => void createFrameReader(octets)));
});

test("a link type has the name of the registry, or its number", () => {
  expect(linkTypeName(113)).toBe("LINUX_SLL");
  expect(linkTypeName(65_000)).toBe("link type 65000");
});
