import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSocketAddress, encodeSocketAddress, readControl } from "./index.ts";

/** One control message: header of 16 octets, data, padding to 8. */
function control(level: number, type: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array((16 + data.length + 7) & ~7);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(16 + data.length), true);
  view.setInt32(8, level, true);
  view.setInt32(12, type, true);
  out.set(data, 16);
  return out;
}

test("readControl() gives the error with its router, the time and the TTL", () => {
  const error = new Uint8Array([113, 0, 0, 0, 2, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const time = new Uint8Array(new BigInt64Array([1_700_000_000n, 500_000_000n]).buffer);
  const octets = Buffer.concat([
    control(1, 35, time),
    control(0, 2, new Uint8Array([63, 0, 0, 0])),
    control(0, 11, new Uint8Array([...error, ...encodeSocketAddress("192.0.2.7", 0)])),
  ]);
  expect(readControl(octets)).toEqual({
    receivedAt: 1_700_000_000_500,
    ttl: 63,
    error: { errno: 113, origin: "icmp", type: 11, code: 0, info: 0, offender: "192.0.2.7" },
  });
});

test("readControl() passes over what is cut short and what is drawn by chance", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => void readControl(octets)));
  const huge = control(0, 11, new Uint8Array(4));
  new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
  expect(readControl(huge).error).toBeNull();
});

test("a socket address is the same after it was written", () => {
  for (const address of ["192.0.2.1", "2001:db8::7"]) {
    expect(decodeSocketAddress(encodeSocketAddress(address, 443))).toEqual({ address, port: 443 });
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => void decodeSocketAddress(octets)));
});
