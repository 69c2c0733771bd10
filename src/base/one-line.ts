/** What another side says, on one line and cut: no control or format character of it comes into a record. */
export const oneLine = (text: string, most: number): string =>
  // Of a name of a megabyte the rest is not even looked at.
  text
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, most);
