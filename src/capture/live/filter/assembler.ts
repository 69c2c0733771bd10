import type { BpfInstruction } from "../../../sys/index.ts";

/** A place in a program that is not known yet. */
export interface Label {
  at: number;
}

type Item =
  | { readonly kind: "plain"; readonly code: number; readonly value: number }
  | {
      readonly kind: "test";
      readonly code: number;
      readonly value: number;
      readonly yes: Label;
      readonly no: Label;
      isLong: boolean;
    }
  | { readonly kind: "label"; readonly label: Label };

/** The kernel's bound on one program (`BPF_MAXINSNS`). */
const MOST_INSTRUCTIONS = 4096;
/** A comparison leaps over so many instructions at most; the unconditional jump over any number. */
const FARTHEST = 255;
const JUMP = 0x05;

/** Puts a program of classic BPF together; all its jumps lead forward. Linux Documentation/networking/filter.rst. */
export class Assembler {
  readonly #items: Item[] = [];

  plain(code: number, value: number): void {
    this.#items.push({ kind: "plain", code, value });
  }

  /** Compares what was loaded and goes on at one of two labels. */
  test(code: number, value: number, to: { readonly yes: Label; readonly no: Label }): void {
    this.#items.push({ kind: "test", code, value, yes: to.yes, no: to.no, isLong: false });
  }

  label(): Label {
    return { at: -1 };
  }

  /** What follows is at the label. */
  mark(label: Label): void {
    this.#items.push({ kind: "label", label });
  }

  /** The program; `null` where it is longer than the kernel takes. */
  finish(): readonly BpfInstruction[] | null {
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      const octets = this.#layOut();
      if (octets > MOST_INSTRUCTIONS) return null;
      let at = 0;
      for (const item of this.#items) {
        if (item.kind === "test" && !item.isLong) {
          const farthest = Math.max(item.yes.at, item.no.at) - at - 1;
          if (farthest > FARTHEST) {
            item.isLong = true;
            isSettled = false;
          }
        }
        at += sizeOf(item);
      }
    }
    return this.#items.reduce<BpfInstruction[]>((program, item) => {
      program.push(...instructionsOf(item, program.length));
      return program;
    }, []);
  }

  /** Sets the labels; the length of the whole. */
  #layOut(): number {
    let at = 0;
    for (const item of this.#items) {
      if (item.kind === "label") item.label.at = at;
      at += sizeOf(item);
    }
    return at;
  }
}

const sizeOf = (item: Item): number =>
  item.kind === "label" ? 0 : item.kind === "test" && item.isLong ? 3 : 1;

function instructionsOf(item: Item, at: number): readonly BpfInstruction[] {
  if (item.kind === "label") return [];
  const { code, value } = item;
  if (item.kind === "plain") return [{ code, jumpTrue: 0, jumpFalse: 0, value }];
  const { yes, no } = item;
  if (!item.isLong) return [{ code, jumpTrue: yes.at - at - 1, jumpFalse: no.at - at - 1, value }];
  const jump = (to: Label, from: number) => ({
    code: JUMP,
    jumpTrue: 0,
    jumpFalse: 0,
    value: to.at - from - 1,
  });
  return [{ code, jumpTrue: 0, jumpFalse: 1, value }, jump(yes, at + 1), jump(no, at + 2)];
}
