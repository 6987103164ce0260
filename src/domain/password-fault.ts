const [SHORTEST, LONGEST, FEWEST_DIFFERENT] = [12, 256, 5];

/** Why a password is not taken; null: it is. No mix of kinds of characters is asked for, only length and that it is not the person's own name. */
export function passwordFault(password: string, own: readonly string[]): string | null {
  const characters = Array.from(password);
  if (characters.length < SHORTEST) return `it has ${characters.length} characters, at least ${SHORTEST} are asked for; several words are easy to keep in mind`;
  if (characters.length > LONGEST) return `it has ${characters.length} characters, at most ${LONGEST} are taken`;
  if (/\p{Cc}/u.test(password)) return 'control characters are not taken';
  if (new Set(characters).size < FEWEST_DIFFERENT) return `it is made of fewer than ${FEWEST_DIFFERENT} different characters`;
  const isOwn = own.some((word) => word !== '' && password.toLowerCase() === word.toLowerCase());
  return isOwn ? 'it is the id, the name or the address of the person' : null;
}
