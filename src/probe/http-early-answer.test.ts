import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { ask, raw } from "../../test/http-asking.ts";

/** More than any socket buffers: the server closes while it is being sent. */
const body = { method: "POST", bodyOctets: 8_000_000 };

/** Answers before the body is read, and closes with the rest unread: the kernel then resets the connection. */
const early = (answer: string) =>
  raw(answer, (socket) => {
    socket.pause();
    socket.destroySoon();
  });

describe("exchangeHttp() with a server that answers before the body is sent", () => {
  test.each([
    [401, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope"],
    [302, "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"],
    [503, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\nbusy"],
  ])("reads the %i that lies before the reset", async (status, answer) => {
    for (let round = 0; round < 5; round += 1) {
      const value = await ask(early(answer), body);
      expect(value).toMatchObject({ outcome: "answered", status });
      expect(value.sentOctets).toBeLessThan(body.bodyOctets);
    }
  });

  test("records a reset without an answer as that", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.resetAndDestroy());
    });
    expect(await ask(server, body)).toMatchObject({ outcome: "reset", status: null });
  });
});
