import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameOf } from "../../../test/packet-frames.ts";
import { inner4, ipv4, ipv6, type Octets, sll2, tcp, udp, zeros } from "../../../test/packet-layers.ts";
import { encodeDnsQuery } from "../../wire/index.ts";
import { createHeadersOnly } from "./headers-only.ts";

const secret: Octets = [...Buffer.from("Authorization: s3cr3t")];
const kept = (packet: Octets, type = 0x0800) =>
  createHeadersOnly(new Set([53]))(frameOf(276, sll2(type, packet)));

const question = encodeDnsQuery({
  id: 1,
  name: "shop.example",
  type: "A",
  recursionDesired: true,
  checkingDisabled: false,
  ednsSize: null,
  dnssecOk: false,
});

describe("createHeadersOnly()", () => {
  test("keeps of TCP all up to its options, and nothing behind them", () => {
    expect(kept(ipv4({ protocol: 6 }, tcp(secret)))).toEqual({
      octets: 20 + 20 + 20,
      ends: [
        { address: "192.0.2.1", port: 40_000 },
        { address: "192.0.2.2", port: 443 },
      ],
      asks: null,
    });
    expect(kept(ipv6(6, tcp(secret)), 0x86dd)?.octets).toBe(20 + 40 + 20);
  });

  test("keeps of UDP 8 octets, and the whole message of DNS", () => {
    expect(kept(ipv4({ protocol: 17 }, udp(443, secret)))?.octets).toBe(20 + 20 + 8);
    const dns = [...(question ?? [])];
    expect(kept(ipv4({ protocol: 17 }, udp(53, dns)))).toMatchObject({
      octets: 20 + 20 + 8 + dns.length,
      asks: "shop.example",
    });
    expect(kept(ipv4({ protocol: 17 }, udp(53, [1, 2, 3])))?.octets).toBe(20 + 20 + 8);
  });

  test("keeps of an ICMP error the headers that it quotes, and names their ends", () => {
    const quoted = ipv4({ protocol: 6 }, tcp(secret));
    const error = ipv4({ protocol: 1, source: 9 }, [3, 1, ...zeros(6), ...quoted]);
    expect(kept(error)).toMatchObject({
      octets: 20 + 20 + 8 + 20 + 8,
      ends: [{ port: 40_000 }, { address: "192.0.2.2", port: 443 }],
    });
  });

  test.each([
    ["an echo", ipv4({ protocol: 1 }, [8, 0, ...zeros(6), ...secret])],
    ["a fragment", ipv4({ protocol: 17, fragment: 0x2000 }, udp(53, secret))],
    ["another protocol", ipv4({ protocol: 50 }, secret)],
    ["a segment cut within its header", inner4.slice(0, 30)],
  ])("keeps nothing of %s", (_, packet) => {
    expect(kept(packet)).toBeNull();
  });

  test("never keeps more than there is, whatever the octets are", () => {
    const headersOf = createHeadersOnly(new Set([53]));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(1, 6, 17, 58), (octets, protocol) => {
        const packet = protocol === 58 ? ipv6(58, [...octets]) : ipv4({ protocol }, [...octets]);
        const whole = sll2(protocol === 58 ? 0x86dd : 0x0800, packet);
        for (const frame of [
          frameOf(276, whole),
          frameOf(276, whole, Math.floor(whole.length / 2)),
          frameOf(276, [...octets]),
        ]) {
          const headers = headersOf(frame);
          if (headers !== null) expect(headers.octets).toBeLessThanOrEqual(frame.captured);
        }
      }),
    );
  });
});
