import { describe, expect, test } from "vitest";
import { ipv4, n16, n32, zeros } from "../../../test/packet-layers.ts";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import { encodeDnsQuery } from "../../wire/index.ts";

const query = (name: string, id = 7, type = "A"): Uint8Array => {
  const octets = encodeDnsQuery({
    id,
    name,
    type,
    recursionDesired: true,
    checkingDisabled: false,
    ednsSize: null,
    dnssecOk: false,
  });
  if (octets === null) throw new Error("no name");
  return octets;
};
/** The same message as an answer with an rcode; 0x200 for TC. */
const answer = (asked: Uint8Array, flags = 0): Uint8Array => {
  const octets = Uint8Array.from(asked);
  new DataView(octets.buffer).setUint16(2, 0x8180 | flags);
  return octets;
};

const ask = { from: 1, to: 53, port: 53, source: 40_001 };
const reply = { from: 53, to: 1, port: 40_001, source: 53 };
const NXDOMAIN = 3;
const TRUNCATED = 0x200;

const read = (talk: Talk) => readApplications(talk.octets());
const talking = () => new Talk(53);

describe("DnsTransactions", () => {
  test("joins a question with its answer", () => {
    const [one] = read(
      talking()
        .datagram(ask, query("a.example"))
        .wait(9)
        .datagram(reply, answer(query("a.example"))),
    ).dns.kept;
    expect(one).toMatchObject({
      name: "a.example",
      type: "A",
      took: 10,
      outcome: "answered",
      rcode: "NOERROR",
      sent: 1,
      stream: null,
    });
  });

  test("counts a question that is sent again, and sees the resolver's five seconds", () => {
    const { dns, dnsPatterns } = read(
      talking()
        .datagram(ask, query("a.example"))
        .wait(4_999)
        .datagram(ask, query("a.example"))
        .wait(6_000)
        .datagram(ask, query("b.example", 8)),
    );
    expect(dns.kept[0]).toMatchObject({ outcome: "unanswered", sent: 2, repeats: [{ frame: 2 }] });
    expect(dns.kept[1]).toMatchObject({ outcome: "waiting" });
    expect(dnsPatterns).toMatchObject({ fiveSecondRetryCount: 1, fiveSecondRetries: [{ frame: 2 }] });
  });

  test("names the question that a new one with another id repeats", () => {
    const { dns } = read(
      talking()
        .datagram(ask, query("a.example"))
        .wait(2_000)
        .datagram({ ...ask, source: 40_002 }, query("A.example", 9)),
    );
    expect(dns.kept.map(({ retryOf }) => retryOf)).toEqual([null, 1]);
  });

  test("tells an answer from another address, and one that nobody asked for", () => {
    const { dns } = read(
      talking()
        .datagram(ask, query("a.example"))
        .datagram({ ...reply, from: 54 }, answer(query("a.example")))
        .datagram(reply, answer(query("c.example", 99))),
    );
    expect(dns.kept[0]).toMatchObject({
      outcome: "other-source",
      answeredFrom: { address: "192.0.2.54", port: 53 },
    });
    expect(dns.kept[1]).toMatchObject({ outcome: "unasked", name: "c.example" });
  });

  test("knows the port unreachable that quotes a question", () => {
    const asked = query("a.example");
    const inner = ipv4({ protocol: 17, source: 1, destination: 53 }, [
      ...n16(40_001),
      ...n16(53),
      ...n16(8 + asked.length),
      0,
      0,
      ...asked,
    ]);
    const icmp = ipv4({ protocol: 1, source: 53, destination: 1 }, [3, 3, ...zeros(2), ...n32(0), ...inner]);
    const { dns } = read(talking().datagram(ask, asked).frame(icmp));
    expect(dns.kept[0]).toMatchObject({
      outcome: "unreachable",
      icmpError: { from: "192.0.2.53", type: 3, code: 3 },
    });
  });

  test("follows a truncated answer to TCP", () => {
    const asked = query("a.example");
    const framed = (octets: Uint8Array) => Uint8Array.from([...n16(octets.length), ...octets]);
    const talk = talking()
      .datagram({ ...ask, to: 2 }, asked)
      .datagram({ ...reply, from: 2 }, answer(asked, TRUNCATED));
    const { dns } = read(
      talk
        .open()
        .send("client", framed(query("a.example", 8)), 5)
        .wait(9)
        .send("server", framed(answer(query("a.example", 8))), 20),
    );
    expect(dns.kept[0]).toMatchObject({ truncated: true, transport: "udp" });
    expect(dns.kept[1]).toMatchObject({
      transport: "tcp",
      afterTruncated: 2,
      outcome: "answered",
      stream: 0,
    });
  });

  test("sees one name walk through a search list, and not two names that begin alike", () => {
    const walk = talking();
    for (const [id, name] of ["db.shop.example", "db.example", "db"].entries()) {
      walk.datagram(ask, query(name, id)).datagram(reply, answer(query(name, id), NXDOMAIN));
    }
    expect(read(walk).dnsPatterns.searchLists).toMatchObject([
      { names: ["db.shop.example", "db.example", "db"], questions: 3 },
    ]);
    const apart = talking();
    for (const [id, name] of ["www.one.example", "www.two.test"].entries())
      apart.datagram(ask, query(name, id)).datagram(reply, answer(query(name, id), NXDOMAIN));
    expect(read(apart).dnsPatterns.searchLists).toEqual([]);
  });

  test("pairs A and AAAA of one socket, and shows a pair of which one has no answer", () => {
    const talk = talking()
      .datagram(ask, query("a.example", 1))
      .datagram(ask, query("a.example", 2, "AAAA"))
      .datagram(reply, answer(query("a.example", 1)));
    expect(read(talk).dnsPatterns).toMatchObject({
      pairs: 1,
      halfAnsweredPairs: [{ name: "a.example", aTook: 2, aaaaTook: null }],
    });
  });
});
