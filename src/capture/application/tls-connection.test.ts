import { describe, expect, test } from "vitest";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import { encodeClientHello } from "../../wire/index.ts";
import type { CapturedTls } from "./captured-tls.ts";

const hello = (padTo = 0) =>
  encodeClientHello({
    serverName: "shop.example",
    versions: [0x0303, 0x0304],
    alpn: ["h2", "http/1.1"],
    random: new Uint8Array(32).fill(7),
    keyShare: new Uint8Array(32).fill(9),
    padTo,
  });

const record = (type: number, octets: readonly number[]) => [
  type,
  3,
  3,
  octets.length >> 8,
  octets.length & 255,
  ...octets,
];
const version13 = [0, 43, 0, 2, 3, 4];
const serverHello = (extensions: readonly number[]) => {
  const body = [3, 3, ...new Array<number>(32).fill(5), 0, 0x13, 1, 0, 0, extensions.length, ...extensions];
  return record(22, [2, 0, 0, body.length, ...body]);
};
const data = (octets: number) => record(23, new Array<number>(octets).fill(1));

const read = (talk: Talk): CapturedTls | undefined => readApplications(talk.octets()).tls.kept[0];
const opened = () => new Talk(443).open();

describe("TlsConnection", () => {
  test("reads the ClientHello, the answer and the end of a handshake of TLS 1.3", () => {
    const talk = opened()
      .send("client", hello())
      .wait(49)
      .send("server", Uint8Array.from([...serverHello(version13), ...data(900)]));
    talk.send("client", Uint8Array.from(data(53))).send("server", Uint8Array.from(data(4_000)));
    expect(read(talk)).toMatchObject({
      clientHello: {
        serverName: "shop.example",
        alpn: ["h2", "http/1.1"],
        versions: ["TLSv1.3", "TLSv1.2"],
        segments: 1,
        isWhole: true,
      },
      serverHello: { version: "TLSv1.3", cipher: "0x1301" },
      stage: "finished",
      finished: { frame: 6 },
      firstAnswerTook: 50,
      isWholeFromStart: true,
      alerts: [],
    });
  });

  test("counts the segments and octets of a hello that needs two", () => {
    const talk = opened().send("client", hello(1_800));
    expect(read(talk)).toMatchObject({
      clientHello: { segments: 2, octets: 1_800, isWhole: true },
      firstAnswer: null,
      stage: "client-hello-sent",
    });
    const cut = opened().send("client", hello(1_800).subarray(0, 1_400));
    expect(read(cut)?.clientHello).toMatchObject({ segments: 1, octets: 1_400, isWhole: false });
  });

  test("says who sent which alert, and when", () => {
    const talk = opened()
      .send("client", hello())
      .send("server", Uint8Array.from(record(21, [2, 70])))
      .fin("server");
    expect(read(talk)).toMatchObject({
      alerts: [
        { from: "server", level: "fatal", number: 70, name: "protocol_version", stage: "client-hello-sent" },
      ],
      end: { by: "server", how: "fin" },
    });
  });

  test("knows a client's encrypted alert by its length where its Finished should be", () => {
    const talk = opened()
      .send("client", hello())
      .send("server", Uint8Array.from([...serverHello(version13), ...data(900)]));
    expect(read(talk.send("client", Uint8Array.from(data(19))).fin("client"))).toMatchObject({
      alerts: [{ from: "client", level: null, stage: "server-hello-received" }],
      stage: "server-hello-received",
    });
  });

  test("names what answers in place of TLS", () => {
    const talk = opened().send("client", hello()).send("server", "HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(read(talk)).toMatchObject({ strangeAnswer: "http/1", serverHello: null });
  });

  test("hops over holes within records, and says unknown of others", () => {
    const begun = () =>
      opened()
        .send("client", hello())
        .send("server", Uint8Array.from([...serverHello(version13), ...data(900)]));
    const done = () => begun().send("client", Uint8Array.from(data(53)));
    const within = done()
      .send("server", Uint8Array.from(data(4_000).slice(0, 100)))
      .miss("server", 3_905);
    expect(read(within.send("server", Uint8Array.from(record(21, [1, 0]))))).toMatchObject({
      unknownFrom: null,
      alerts: [{ from: "server", number: 0 }],
    });
    const beyond = done()
      .miss("server", 5_000)
      .send("server", Uint8Array.from(data(10)));
    expect(read(beyond)?.unknownFrom).not.toBeNull();
  });

  test("finds STARTTLS behind another protocol", () => {
    const talk = new Talk(25).open().send("server", "220 mail ESMTP\r\n").send("client", "STARTTLS\r\n");
    expect(read(talk.send("server", "220 go\r\n").send("client", hello()))).toMatchObject({ after: "other" });
  });
});
