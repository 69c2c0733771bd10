/** Whether something holds: yes, no, or why it is not known. */
export type Answer = boolean | { readonly why: string };

/** All hold: one that does not decides, whatever is not known of the others. */
export function every(answers: Iterable<Answer>): Answer {
  let open: Answer = true;
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer !== true) open = answer;
  }
  return open;
}

/** One holds at least: it decides, whatever is not known of the others. */
export function some(answers: Iterable<Answer>): Answer {
  let open: Answer = false;
  for (const answer of answers) {
    if (answer === true) return true;
    if (answer !== false) open = answer;
  }
  return open;
}

/** The contrary. */
export const not = (answer: Answer): Answer => (typeof answer === "boolean" ? !answer : answer);

/** The same in all cases, or why it is not known which of them it is. */
export function agreed(answers: readonly Answer[], why: string): Answer {
  const [first] = answers;
  if (first === undefined) return { why };
  if (answers.every((answer) => answer === first)) return first;
  return answers.find((answer) => typeof answer !== "boolean") ?? { why };
}
