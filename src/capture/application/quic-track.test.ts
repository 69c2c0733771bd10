import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { n16 } from "../../../test/packet-layers.ts";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import { encodeClientHello } from "../../wire/index.ts";
import { initialKeys, openInitial, quicVersion } from "./quic-keys.ts";
import { longPackets, readFrames } from "./quic-packets.ts";

const hex = (octets: Uint8Array | undefined): string => Buffer.from(octets ?? []).toString("hex");
const ID = Buffer.from("8394c8f03e515708", "hex");

/** An Initial packet with number 0 of four octets. RFC 9001, section 5.4. */
function seal(version: number, id: Uint8Array, frames: Uint8Array): Uint8Array {
  const keys = initialKeys(version, id, "client");
  if (keys === null) throw new Error("no keys");
  const first = version === quicVersion.v2 ? 0xd3 : 0xc3;
  const versionOctets = [version >>> 24, (version >> 16) & 255, (version >> 8) & 255, version & 255];
  const length = 4 + frames.length + 16;
  const header = [first, ...versionOctets, id.length, ...id, 0, 0, ...n16(0x4000 | length), 0, 0, 0, 0];
  const cipher = createCipheriv("aes-128-gcm", keys.key, keys.iv);
  cipher.setAAD(Uint8Array.from(header));
  const sealed = Buffer.concat([cipher.update(frames), cipher.final(), cipher.getAuthTag()]);
  const packet = Buffer.concat([Uint8Array.from(header), sealed]);
  const at = header.length - 4;
  const mask = createCipheriv("aes-128-ecb", keys.hp, null)
    .setAutoPadding(false)
    .update(packet.subarray(at + 4, at + 20));
  packet[0] = first ^ ((mask[0] ?? 0) & 15);
  for (let index = 0; index < 4; index += 1) packet[at + index] = mask[1 + index] ?? 0;
  return packet;
}

const record = encodeClientHello({
  serverName: "shop.example",
  versions: [0x0304],
  alpn: ["h3"],
  random: new Uint8Array(32),
  keyShare: new Uint8Array(32),
  padTo: 0,
});
const hello = record.subarray(5);
const crypto = (from: number, to: number) => [
  6,
  ...n16(0x4000 | from),
  ...n16(0x4000 | (to - from)),
  ...hello.subarray(from, to),
];
const padded = (octets: readonly number[]) =>
  Uint8Array.from([...octets, ...new Array<number>(1_200 - octets.length).fill(0)]);

const out = { from: 1, to: 2, port: 443, source: 50_000 };
const back = { from: 2, to: 1, port: 50_000, source: 443 };
const read = (talk: Talk) => readApplications(talk.octets()).quic.kept;

describe("QUIC", () => {
  test("has the keys of the standards' examples", () => {
    const v1 = initialKeys(quicVersion.v1, ID, "client");
    expect([hex(v1?.key), hex(v1?.iv), hex(v1?.hp)]).toEqual([
      "1f369613dd76d5467730efcbe3b1a22d",
      "fa044b2f42a3fd3b46fb255c",
      "9f50449e04a0e810283a1e9933adedd2",
    ]);
    expect(hex(initialKeys(quicVersion.v1, ID, "server")?.key)).toBe("cf3a5331653c364c88f0f379b6067e37");
    expect(hex(initialKeys(quicVersion.v2, ID, "client")?.key)).toBe("8b1a0bc121284290a29e0971b5cd045d");
  });

  test.each([quicVersion.v1, quicVersion.v2])(
    "reads the ClientHello of version %d in pieces that come mixed",
    (version) => {
      const frames = padded([...crypto(100, hello.length), 1, ...crypto(0, 100)]);
      const talk = new Talk(1)
        .datagram(out, seal(version, ID, frames))
        .wait(19)
        .datagram(back, Uint8Array.of(0x40, 1, 2, ...new Array<number>(30).fill(3)));
      expect(read(talk)).toMatchObject([
        {
          version: version === 1 ? "v1" : "v2",
          serverName: "shop.example",
          alpn: ["h3"],
          helloIsWhole: true,
          firstAnswerTook: 20,
          answeredHandshake: true,
          fromServer: 1,
        },
      ]);
    },
  );

  test("says that a hello of two packets is not whole with one, and that nobody answers", () => {
    const one = seal(quicVersion.v1, ID, padded(crypto(0, 100)));
    expect(read(new Talk(1).datagram(out, one))).toMatchObject([
      { helloIsWhole: false, serverName: null, firstAnswer: null },
    ]);
    const two = seal(quicVersion.v1, ID, padded(crypto(100, hello.length)));
    expect(read(new Talk(1).datagram(out, one).datagram(out, two))).toMatchObject([
      { helloIsWhole: true, initials: 2 },
    ]);
  });

  test("lists the versions that a server offers in place", () => {
    const offer = Uint8Array.from([0x80, 0, 0, 0, 0, 0, 8, ...ID, 0, 0, 0, 1, 0x6b, 0x33, 0x43, 0xcf]);
    const talk = new Talk(1)
      .datagram(out, seal(quicVersion.v1, ID, padded(crypto(0, 50))))
      .datagram(back, offer);
    expect(read(talk)).toMatchObject([{ negotiation: ["v1", "v2"], answeredHandshake: false }]);
  });

  test("takes any octets", () => {
    const keys = initialKeys(quicVersion.v1, ID, "client");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (octets, at) => {
        readFrames(octets);
        for (const packet of longPackets(Uint8Array.from([0xc3, 0, 0, 0, 1, ...octets])))
          expect(packet.octets.length).toBeGreaterThan(0);
        if (keys !== null) expect(openInitial(octets, at, keys)).toBeNull();
      }),
    );
  });
});
