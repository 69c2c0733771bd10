import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { captureFolder, conversationOctets, exchange, handshake } from "../../test/capture-conversation.ts";
import { orderPieces, readPieces } from "./pieces.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const late = file("ring0", conversationOctets(exchange(10)));
const early = file("ring1", conversationOctets(handshake(0)));
const none = file("ring2", conversationOctets([]));

test("orderPieces() puts files into the order of their first frames, those without a frame last", async () => {
  expect(await orderPieces([none, late, early], signal)).toEqual([early, late, none]);
});

test("orderPieces() does not read a file that is alone", async () => {
  expect(await orderPieces(["-"], signal)).toEqual(["-"]);
});

test("readPieces() counts the frames on from file to file", async () => {
  const numbers: number[] = [];
  const pieces = await readPieces([early, late], { signal }, (reader) => {
    while (reader.next()) numbers.push(reader.frame.number);
  });
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(pieces.map(({ framesBefore }) => framesBefore)).toEqual([0, 3]);
});
