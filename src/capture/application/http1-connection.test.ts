import { describe, expect, test } from "vitest";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import type { CapturedHttp } from "./captured-http.ts";

const GET = "GET /a?token=secret HTTP/1.1\r\nHost: shop.example\r\nCookie: id=secret\r\n\r\n";

const read = (talk: Talk): readonly CapturedHttp[] => readApplications(talk.octets()).http.kept;
const outcomes = (talk: Talk) => read(talk).map(({ outcome }) => outcome);
const opened = () => new Talk(80).open();

describe("Http1Connection", () => {
  test("reads a request and its answer with their times", () => {
    const talk = opened()
      .send("client", GET)
      .wait(99)
      .send("server", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
    const [one] = read(talk.wait(9).send("server", "llo").fin("server"));
    expect(one).toMatchObject({
      method: "GET",
      host: "shop.example",
      path: "/a",
      status: 200,
      outcome: "answered",
      firstByte: 100,
      transfer: 10,
      longestPause: 10,
      bodyOctets: 5,
      promisedOctets: 5,
      end: { by: "server", how: "fin" },
      crossed: null,
    });
    expect(JSON.stringify(one)).not.toContain("secret");
  });

  test("counts requests of one connection, and chunks, 1xx, 304 and HEAD end where they end", () => {
    const talk = opened()
      .send(
        "client",
        "POST /up HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n",
      )
      .send("server", "HTTP/1.1 100 Continue\r\n\r\n")
      .send("client", "3\r\nabc\r\n0\r\n\r\n")
      .send("server", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
      .send("client", `HEAD /b HTTP/1.1\r\n\r\n${GET}`)
      .send("server", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n");
    expect(
      read(talk).map((one) => [one.onConnection, one.method, one.status, one.endsBy, one.outcome]),
    ).toEqual([
      [1, "POST", 201, "chunks", "answered"],
      [2, "HEAD", 200, "none", "answered"],
      [3, "GET", 304, "none", "answered"],
    ]);
    expect(read(talk)[0]).toMatchObject({
      interim: [100],
      requestBodyOctets: 3,
      bodyOctets: 2,
      expectsContinue: true,
    });
  });

  test("says that a request crossed the server's FIN, and was answered by RST", () => {
    const answered = opened().send("client", GET).send("server", "HTTP/1.1 204 No\r\n\r\n").wait(4_998);
    const [, second] = read(answered.fin("server").send("client", GET).reset("server"));
    expect(second).toMatchObject({ outcome: "reset", onConnection: 2, idleBefore: 5_000 });
    expect(second?.crossed?.fin?.frame).toBe(6);
    expect(second?.crossed?.reset?.frame).toBe(8);
  });

  test("tells truncated, closed, waiting and stalled apart", () => {
    const half = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhe";
    expect(outcomes(opened().send("client", GET).send("server", half).fin("server"))).toEqual(["truncated"]);
    expect(outcomes(opened().send("client", GET).fin("server"))).toEqual(["closed"]);
    expect(outcomes(opened().send("client", GET))).toEqual(["waiting"]);
    expect(outcomes(opened().send("client", GET).send("server", half))).toEqual(["stalled"]);
    expect(outcomes(opened().send("client", GET).send("server", "220 mail\r\n"))).toEqual(["not-http"]);
    const toEnd = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello";
    expect(outcomes(opened().send("client", GET).send("server", toEnd).fin("server"))).toEqual(["answered"]);
    expect(outcomes(opened().send("client", GET).send("server", toEnd).reset("server"))).toEqual([
      "truncated",
    ]);
  });

  test("says nothing of an answer where only one direction is in the capture", () => {
    expect(outcomes(new Talk(80).send("client", GET).fin("client"))).toEqual(["unknown"]);
  });

  test("does not take the end of an earlier answer for a strange one where the capture begins late", () => {
    const late = () => new Talk(80).send("client", GET).send("server", "the end of a body");
    expect(outcomes(late().fin("server"))).toEqual(["unknown"]);
    expect(outcomes(late().send("server", "HTTP/1.1 204 No\r\n\r\n"))).toEqual(["answered"]);
    expect(outcomes(new Talk(80).send("client", GET).reset("server"))).toEqual(["reset"]);
  });

  test("goes on behind a hole in a body, and says unknown of a hole in a head", () => {
    const big = "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n";
    const inBody = opened().send("client", GET).send("server", big).miss("server", 2_990);
    const [one, two] = read(
      inBody.send("server", "0123456789").send("client", GET).send("server", "HTTP/1.1 404 No\r\n\r\n"),
    );
    expect(one).toMatchObject({ outcome: "answered", bodyOctets: 3_000, missingOctets: 2_990 });
    expect(two).toMatchObject({ status: 404 });
    const inHead = opened().send("client", GET).send("server", "HTTP/1.1 200").miss("server", 30);
    expect(outcomes(inHead.send("server", "xyz").fin("server"))).toEqual(["unknown"]);
  });

  test("hands over to what a CONNECT opens", () => {
    const hello = Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 3);
    const talk = opened()
      .send("client", "CONNECT db.example:443 HTTP/1.1\r\n\r\n")
      .send("server", "HTTP/1.1 200 Established\r\n\r\n")
      .send("client", hello);
    const { http, tls } = readApplications(talk.octets());
    expect(http.kept[0]).toMatchObject({ method: "CONNECT", path: "db.example:443", outcome: "answered" });
    expect(tls.kept[0]).toMatchObject({ after: "connect", stage: "client-hello-sent" });
  });
});
