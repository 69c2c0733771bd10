import { expect, test } from "vitest";
import { createDraw } from "./draw.ts";

test("the same seed draws the same world", () => {
  const draws = [createDraw(7), createDraw(7)].map((draw) => [
    draw.name(),
    draw.port(),
    draw.subnet(),
    draw.coin(),
  ]);
  expect(draws[0]).toEqual(draws[1]);
});

test("another seed draws another world", () => {
  expect(createDraw(7).name()).not.toBe(createDraw(8).name());
});

test("no label, port or network is drawn twice", () => {
  const draw = createDraw(1);
  const drawn = Array.from({ length: 60 }, () => [draw.label(), draw.port(), draw.subnet().v4]).flat();
  expect(new Set(drawn).size).toBe(drawn.length);
});

test("a name is under a reserved top-level domain", () => {
  const draw = createDraw(3);
  for (let left = 50; left > 0; left--) expect(draw.name()).toMatch(/^([a-z0-9]+\.){1,3}(lab|example|test)$/);
});

test("a network is of a private or documentation range", () => {
  const draw = createDraw(5);
  for (let left = 50; left > 0; left--) {
    const { v4, v6 } = draw.subnet();
    expect(v4).toMatch(/^(10|172|192|198|203)\.\d+\.\d+$/);
    expect(v6).toMatch(/^(2001:db8|fd[0-9a-f]{2})(:[0-9a-f]{1,4}){2,3}::$/);
  }
});
