import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Carrier, frameOf, links, tunnels } from "../../../test/packet-frames.ts";
import type { CaptureFrame } from "../capture-file/frame.ts";
import { createCursor, createDissector, readFrame } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";
import type { Packet } from "./packet.ts";
import { readQuickEthernet } from "./quick-ethernet.ts";

const carriers: readonly Carrier[] = [...links, ...tunnels];
const linkTypes = [...new Set(carriers.map(({ linkType }) => linkType))];

describe("hostile octets", () => {
  const isSound = (packet: Packet, frame: CaptureFrame, found: boolean): void => {
    expect(found).toBe(packet.version !== 0);
    expect(packet.captured).toBeGreaterThanOrEqual(0);
    expect(packet.length).toBeGreaterThanOrEqual(packet.captured);
    expect(packet.length).toBeLessThanOrEqual(Math.max(frame.original, frame.captured, 65_535));
    if (packet.captured > 0) expect(packet.at + packet.captured).toBeLessThanOrEqual(packet.octets.length);
    expect(packet.tunnels).toBeLessThanOrEqual(16);
  };

  test.each(linkTypes)("of link type %i never throw and never lead out of the frame", (linkType) => {
    const dissector = createDissector();
    const packet = createPacket();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 2_000 }), (octets, more) => {
        const frame = { ...frameOf(linkType, [...octets]), original: more };
        isSound(packet, frame, dissector.dissect(frame, packet));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test("in the place of others in good frames never throw and never lead out of the frame", () => {
    const dissector = createDissector();
    const packet = createPacket();
    const change = fc.tuple(fc.nat({ max: 130 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...carriers),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 40 }),
        ({ linkType, octets }, changes, cut) => {
          const changed = [...octets];
          for (const [at, octet] of changes) changed[at % changed.length] = octet;
          const frame = frameOf(linkType, changed, Math.max(0, changed.length - cut));
          isSound(packet, frame, dissector.dissect(frame, packet));
          const quick = createPacket();
          if (!readQuickEthernet(frame, quick)) return;
          const walked = createPacket();
          readFrame(createCursor(), frame, walked);
          expect(walked).toEqual(quick);
        },
      ),
      { seed: 6, numRuns: 3_000 },
    );
  });
});
