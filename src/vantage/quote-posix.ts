/** One word for a POSIX shell, whatever is in it. POSIX.1-2024, Shell Command Language, section 2.2.2. */
export const quotePosix = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
