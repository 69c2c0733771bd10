import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { captureFolder, conversationOctets, handshake, type Said } from "../../test/capture-conversation.ts";
import { CaptureReading } from "./reading.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

const ask = "GET /cart HTTP/1.1\r\nHost: shop.example\r\n\r\n";
const answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
/** An exchange that is over, and a second one that waits for its answer. */
const waiting: readonly Said[] = [
  ...handshake(0),
  { at: 0.1, by: "client", bits: "PA", seq: 1, ack: 1, data: ask },
  { at: 0.2, by: "server", bits: "PA", seq: 1, ack: 1 + ask.length, data: answer },
  { at: 0.3, by: "client", bits: "PA", seq: 1 + ask.length, ack: 1 + answer.length, data: ask },
  { at: 0.4, by: "server", bits: "A", seq: 1 + answer.length, ack: 1 + 2 * ask.length },
];

test("CaptureReading.facts() tells of what is complete, as often as it is asked, and finish() of all", async () => {
  const reading = await CaptureReading.begin([file("open.pcap", conversationOctets(waiting))], { signal });
  await reading.read({ signal });
  const statuses = (facts: ReturnType<CaptureReading["facts"]>) =>
    facts.applications?.http.kept.map(({ status }) => status);
  expect(statuses(reading.facts())).toEqual([502]);
  expect(statuses(reading.facts())).toEqual([502]);
  expect(statuses(reading.finish())).toEqual([502, null]);
});
