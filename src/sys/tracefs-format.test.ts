import fc from "fast-check";
import { expect, test } from "vitest";
import { anyOf, eventFilter, parseEventFormat } from "./tracefs-format.ts";

const text = `name: kfree_skb
ID: 2310
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

\tfield:void * skbaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:unsigned short protocol;\toffset:32;\tsize:2;\tsigned:0;
\tfield:__u8 saddr[4];\toffset:34;\tsize:4;\tsigned:0;
\tfield:enum skb_drop_reason reason;\toffset:36;\tsize:4;\tsigned:0;

print fmt: "reason: %s", __print_symbolic(REC->reason, { 2, "NOT_SPECIFIED" }, { 3, "NO_SOCKET" }, { 0x2d, "TCP_RESET" })
`;
const format = parseEventFormat(text);

test("parseEventFormat() knows fields, arrays among them, and the numbers of words", () => {
  expect([...format.fields]).toEqual(["common_type", "skbaddr", "protocol", "saddr", "reason"]);
  expect(format.words.get("reason")?.get("TCP_RESET")).toBe(45);
});

test("eventFilter() writes numbers for words", () => {
  expect(
    eventFilter(format, [
      { field: "protocol", is: "one-of", values: [2048, 34_525] },
      { field: "reason", is: "none-of", values: ["NOT_SPECIFIED", "TCP_RESET"] },
    ]),
  ).toBe("(protocol == 2048 || protocol == 34525) && (reason != 2 && reason != 45)");
});

test("eventFilter() leaves out what this kernel does not have", () => {
  expect(eventFilter(format, [{ field: "rx_sk", is: "one-of", values: [1] }])).toBeNull();
  expect(eventFilter(format, [{ field: "reason", is: "none-of", values: ["NEW_WORD"] }])).toBeNull();
});

test("anyOf() tests nothing where one of the tests cannot be made", () => {
  expect(anyOf(["(a == 1)", "(b == 1)"])).toBe("(a == 1) || (b == 1)");
  expect(anyOf(["(a == 1)", null])).toBeNull();
});

test("parseEventFormat() never throws", () => {
  for (let end = 0; end <= text.length; end += 1) parseEventFormat(text.slice(0, end));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (any) => void parseEventFormat(any)));
});
